package io.github.circleauth.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.CircleMember;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/** The signed-in user and the state of the token as JSON, for the page's token panel. */
@WebServlet("/api/me")
public class MeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    transient CircleMember member;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Principal user = request.getUserPrincipal();
        byte[] body = TokenView.of(member)
                .toJson(user == null ? null : user.getName())
                .toString()
                .getBytes(UTF_8);
        response.setStatus(user == null ? HttpServletResponse.SC_UNAUTHORIZED : HttpServletResponse.SC_OK);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
