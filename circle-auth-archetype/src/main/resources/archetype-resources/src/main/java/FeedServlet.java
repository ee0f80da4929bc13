package ${package};

import jakarta.inject.Inject;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The page with the feed, for signed-in users alone: others get the sign-in form first. */
@WebServlet("/feed")
@ServletSecurity(@HttpConstraint(rolesAllowed = "**"))
public class FeedServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="UTF-8"><title>Feed</title><link rel="stylesheet" href="style.css"></head>
            <body>
            %s
            <form method="post" action="logout"><button>Sign out</button></form>
            </body>
            </html>
            """;

    @Inject
    transient Feed feed;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().print(PAGE.formatted(feed.html()));
    }
}
