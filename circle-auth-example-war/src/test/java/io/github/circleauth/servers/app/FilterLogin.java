package io.github.circleauth.servers.app;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;

/**
 * A login of the application's own, of which the server knows nothing: the session has the user's name, and a wrapper of the
 * request shows it. The parameter {@code sign-in} names a user, {@code sign-out} forgets the user and keeps the session.
 */
public class FilterLogin implements Filter {

    private static final String USER = "site.user";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        String signsIn = http.getParameter("sign-in");
        HttpSession session = http.getSession(signsIn != null);
        if (session != null && signsIn != null) {
            session.setAttribute(USER, signsIn);
        }
        if (session != null && http.getParameter("sign-out") != null) {
            session.removeAttribute(USER);
        }
        Object user = session == null ? null : session.getAttribute(USER);
        chain.doFilter(new WithUser(http, user == null ? null : user.toString()), response);
    }

    /** A snapshot of the user at the request's beginning. */
    private static final class WithUser extends HttpServletRequestWrapper {

        private final Principal user;

        WithUser(HttpServletRequest request, String name) {
            super(request);
            user = name == null ? null : () -> name;
        }

        @Override
        public Principal getUserPrincipal() {
            return user;
        }

        @Override
        public String getRemoteUser() {
            return user == null ? null : user.getName();
        }
    }
}
