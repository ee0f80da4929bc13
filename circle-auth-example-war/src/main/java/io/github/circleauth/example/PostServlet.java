package io.github.circleauth.example;

import io.github.circleauth.example.Community.Comments;
import io.github.circleauth.example.Community.Post;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** A post with its comments: {@code /community/post/12/2002} is post 2002 in space 12. */
@WebServlet("/community/post/*")
public class PostServlet extends MemberPageServlet {

    private static final long serialVersionUID = 1L;

    /** The request body for a new comment. */
    public record NewComment(Body comment) {}

    /** The text of a new comment. */
    public record Body(String body) {}

    public PostServlet() {
        super(2);
    }

    @Override
    String read(HttpServletRequest request, ParallelReads reads) {
        String space = ids(request).get(0);
        String id = ids(request).get(1);
        CompletableFuture<Post> post = reads.get("/spaces/" + space + "/posts/" + id, Post.class);
        CompletableFuture<Comments> comments =
                reads.get("/posts/" + id + "/comments", Map.of("sort", "oldest", "per_page", "60"), Comments.class);
        request.setAttribute("post", post.join());
        request.setAttribute("comments", comments.join());
        return "post";
    }

    /** Likes the post, removes the like, or adds a comment. */
    @Override
    String submit(HttpServletRequest request) {
        String post = "/posts/" + ids(request).get(1);
        String page = "/community/post" + request.getPathInfo();
        switch (Objects.requireNonNullElse(request.getParameter("action"), "")) {
            case "like" -> circle.post(post + "/user_likes", null);
            case "unlike" -> circle.delete(post + "/user_likes");
            case "comment" -> {
                String text = request.getParameter("text");
                if (text != null && !text.isBlank()) {
                    circle.post(post + "/comments", new NewComment(new Body(text.strip())));
                }
                page += "#comments";
            }
            default -> {
                // Not one of our forms: show the page.
            }
        }
        return page;
    }
}
