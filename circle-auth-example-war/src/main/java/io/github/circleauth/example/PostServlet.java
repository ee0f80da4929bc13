package io.github.circleauth.example;

import io.github.circleauth.example.Community.Comments;
import io.github.circleauth.example.Community.Post;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** A post and what is said about it: {@code /community/post/12/2002} is post 2002 in space 12. */
@WebServlet("/community/post/*")
public class PostServlet extends MemberPage {

    private static final long serialVersionUID = 1L;

    /** What Circle takes for a comment. */
    public record NewComment(Body comment) {}

    /** The words of a comment. */
    public record Body(String body) {}

    public PostServlet() {
        super(2);
    }

    @Override
    String read(HttpServletRequest request, Reading reading) {
        String space = ids(request).get(0);
        String id = ids(request).get(1);
        CompletableFuture<Post> post = reading.of("/spaces/" + space + "/posts/" + id, Post.class);
        CompletableFuture<Comments> comments =
                reading.of("/posts/" + id + "/comments", Map.of("sort", "oldest", "per_page", "60"), Comments.class);
        request.setAttribute("post", post.join());
        request.setAttribute("comments", comments.join());
        return "post";
    }

    /** Likes, takes a like back, or comments. */
    @Override
    String act(HttpServletRequest request) {
        String post = "/posts/" + ids(request).get(1);
        String page = "/community/post" + request.getPathInfo();
        switch (Objects.requireNonNullElse(request.getParameter("do"), "")) {
            case "like" -> circle.post(post + "/user_likes", null);
            case "unlike" -> circle.delete(post + "/user_likes");
            case "comment" -> {
                String words = request.getParameter("words");
                if (words != null && !words.isBlank()) {
                    circle.post(post + "/comments", new NewComment(new Body(words.strip())));
                }
                page += "#comments";
            }
            default -> {
                // A form that isn't ours: the page is all there is to see.
            }
        }
        return page;
    }
}
