package io.github.circleauth.example.it;

import static jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters.withParams;

import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Lets tests change a session inside the server; added to the example's WAR for the tests. */
@WebServlet("/test/*")
public class SessionHooks extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    transient SecurityContext security;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        switch (request.getPathInfo()) {
            case "/timeout" ->
                request.getSession().setMaxInactiveInterval(Integer.parseInt(request.getParameter("seconds")));
            case "/become" -> become(request.getParameter("user"), request, response);
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    /** Changes the user within one session; a login page should end the session instead. */
    private void become(String user, HttpServletRequest request, HttpServletResponse response) throws ServletException {
        request.logout();
        AuthenticationStatus status = security.authenticate(
                request,
                response,
                withParams()
                        .newAuthentication(true)
                        .credential(new UsernamePasswordCredential(user + "@example.com", user)));
        if (status != AuthenticationStatus.SUCCESS) {
            throw new ServletException("The change to " + user + " failed: " + status);
        }
        // In Open Liberty the sign-out ended the session.
        HttpSession unused = request.getSession();
    }
}
