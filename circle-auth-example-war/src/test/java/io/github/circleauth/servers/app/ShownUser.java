package io.github.circleauth.servers.app;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/** Tells in a header which user the server has for the request, at its beginning. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ShownUser implements Filter {

    /** The header, whose value is a user's name or {@link #NOBODY}. */
    public static final String HEADER = "X-User";

    public static final String NOBODY = "nobody";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Principal user = ((HttpServletRequest) request).getUserPrincipal();
        ((HttpServletResponse) response).setHeader(HEADER, user == null ? NOBODY : user.getName());
        chain.doFilter(request, response);
    }
}
