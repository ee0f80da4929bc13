package io.github.circleauth.benchmarks.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** A page of a signed-in user, with a session. */
public class Page extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final byte[] TEXT = "A page of the site. ".repeat(100).getBytes(UTF_8);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        response.setContentType("text/plain");
        response.setHeader("x-user", request.getRemoteUser());
        response.setContentLength(TEXT.length);
        response.getOutputStream().write(TEXT);
        session.setAttribute("visited", true);
    }
}
