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

/** Signing in. Nothing here knows of Circle: the filter sees who is signed in afterwards. */
@WebServlet("/login")
public class LoginServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    transient SecurityContext security;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getUserPrincipal() != null) {
            Pages.see("/community", request, response);
        } else {
            showForm("", request, response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!Csrf.isFromLoginForm(request)) {
            showForm("This form was too old, or your browser keeps no cookies. Please try again.", request, response);
            return;
        }
        endFormerSession(request);
        if (isRight(parameter("username", request).strip(), parameter("password", request), request, response)) {
            // A session may have been there before: its id must not be one that somebody else knows.
            HttpSession session = request.getSession();
            request.changeSessionId();
            Csrf.of(session);
            Csrf.forgetLoginForm(request, response);
            Pages.see("/community", request, response);
        } else {
            showForm("There is nobody with this address and this password.", request, response);
        }
    }

    /** Whoever signs in over somebody else gets nothing of theirs. */
    private static void endFormerSession(HttpServletRequest request) throws ServletException {
        if (request.getUserPrincipal() != null) {
            request.logout();
        }
        HttpSession former = request.getSession(false);
        if (former != null) {
            former.invalidate();
        }
    }

    private boolean isRight(
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
