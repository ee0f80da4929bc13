package io.github.circleauth.example;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** How a servlet ends: with one of the pages in WEB-INF/pages, or by sending the browser to another one. */
final class Pages {

    private Pages() {}

    static void show(String page, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        request.getRequestDispatcher("/WEB-INF/pages/" + page + ".jsp").forward(request, response);
    }

    /** 303: whatever was posted, the browser gets the other page. {@code sendRedirect} of Servlet 6.0 says 302. */
    static void see(String path, HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", request.getContextPath() + path);
    }
}
