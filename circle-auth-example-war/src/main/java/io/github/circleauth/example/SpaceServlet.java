package io.github.circleauth.example;

import io.github.circleauth.example.Community.Feed;
import io.github.circleauth.example.Community.Space;
import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.CompletableFuture;

/** The posts of one space, {@code /community/space/12}, and a form for a new one. */
@WebServlet("/community/space/*")
public class SpaceServlet extends MemberPageServlet {

    private static final long serialVersionUID = 1L;

    public SpaceServlet() {
        super(1);
    }

    @Override
    String read(HttpServletRequest request, ParallelReads reads) {
        Paging paging = Paging.of(request);
        String path = "/spaces/" + ids(request).get(0);
        CompletableFuture<Space> space = reads.get(path, Space.class);
        CompletableFuture<Feed> feed = reads.get(path + "/posts", paging.query(), Feed.class);
        request.setAttribute("paging", paging);
        request.setAttribute("space", space.join());
        request.setAttribute("feed", feed.join());
        return "space";
    }

    /** Publishes a post. */
    @Override
    String submit(HttpServletRequest request) {
        String title = request.getParameter("title");
        String text = request.getParameter("text");
        if (title != null && !title.isBlank() && text != null) {
            circle.post(
                    "/spaces/" + ids(request).get(0) + "/posts",
                    Json.createObjectBuilder()
                            .add("name", title.strip())
                            .add("tiptap_body", RichText.of(text.strip()))
                            .build());
        }
        return "/community/space" + request.getPathInfo();
    }
}
