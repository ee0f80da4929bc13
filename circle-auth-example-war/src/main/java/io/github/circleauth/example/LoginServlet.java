package io.github.circleauth.example;

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
import java.util.Objects;

/** Sign-in with a form. It is independent of Circle: circle-auth's filter detects the signed-in user by itself. */
@WebServlet("/login")
public class LoginServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    transient SecurityContext security;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getUserPrincipal() != null) {
            Pages.redirect("/community", request, response);
        } else {
            showForm("", request, response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!Csrf.isFromLoginForm(request)) {
            showForm("This form has expired, or your browser blocks cookies. Please try again.", request, response);
            return;
        }
        // A user who signs in must not inherit the session of another user.
        LogoutServlet.signOut(request);
        if (authenticate(parameter("username", request).strip(), parameter("password", request), request, response)) {
            // A new session id prevents session fixation.
            HttpSession session = request.getSession();
            request.changeSessionId();
            Csrf.of(session);
            Csrf.removeCookie(request, response);
            Pages.redirect("/community", request, response);
        } else {
            showForm("The address or the password is wrong.", request, response);
        }
    }

    private boolean authenticate(
            String username, String password, HttpServletRequest request, HttpServletResponse response) {
        return security.authenticate(
                        request, response, withParams().credential(new UsernamePasswordCredential(username, password)))
                == AuthenticationStatus.SUCCESS;
    }

    private static void showForm(String message, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        request.setAttribute("message", message);
        request.setAttribute("csrf", Csrf.forLoginForm(request, response));
        Pages.show("login", request, response);
    }

    private static String parameter(String name, HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getParameter(name), "");
    }
}
