package io.github.circleauth.servlet;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.session.Lease;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Attaches the Circle tokens of the signed-in user to the HTTP session, and renews them in the background.
 *
 * <p>There are three ways to switch it on: {@code @CircleAuth} on a class of the application, {@code <filter>} and {@code
 * <filter-mapping>} in {@code web.xml} (with {@code <async-supported>true}), or {@link #register} in an initializer of the
 * application. The session listener is added with it.
 *
 * <p>It never waits, except under {@code circle.auth.reject-paths} if {@code circle.auth.on-failure=reject}: it starts a
 * renewal that is due and passes the request on.
 */
public final class CircleAuthFilter implements Filter {

    private @Nullable CircleAuthRuntime runtime;

    /**
     * Switches the library on, with the filter after the application's own filters. Call it in a {@link
     * jakarta.servlet.ServletContainerInitializer} of the application: after that, a container no longer accepts a {@link
     * jakarta.servlet.ServletContextListener}.
     *
     * @param urlPatterns the URL patterns that the filter is mapped to; without any, it is mapped to all requests
     * @throws IllegalStateException if the library is switched on already
     */
    public static void register(ServletContext context, String... urlPatterns) {
        ContextAttributes.switchOn(context, "CircleAuthFilter.register");
        add(context, urlPatterns);
    }

    static void add(ServletContext context, String... urlPatterns) {
        FilterRegistration.Dynamic filter = context.addFilter("circle-auth", CircleAuthFilter.class);
        if (filter == null) {
            throw new IllegalStateException(
                    "This application has a filter named circle-auth already; remove one of the" + " two.");
        }
        filter.setAsyncSupported(true);
        String[] patterns = urlPatterns.length == 0 ? new String[] {"/*"} : urlPatterns;
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, patterns);
        CircleAuthSessionListener.addTo(context);
    }

    @Override
    public void init(FilterConfig config) {
        ServletContext context = config.getServletContext();
        if (ContextAttributes.isListenerAdded(context)) {
            runtime = ContextAttributes.runtime(context);
        }
    }

    /**
     * Passes the request on.
     *
     * @throws ServletException for every request, if the filter is there without the rest of the library, so that an
     *     unprotected application is not taken for a protected one. {@link #init} does not throw, since Payara 6 goes on
     *     without a filter whose {@code init} fails
     */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CircleAuthRuntime started = runtime;
        if (started == null) {
            throw new ServletException(ContextAttributes.NOT_STARTED);
        }
        if (!(request instanceof HttpServletRequest httpRequest)) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletRequest containers = RequestSessions.unwrap(httpRequest);
        FilterPass pass = started.principals().enter(containers, httpRequest);
        try {
            pass(started, containers, httpRequest, response, chain);
        } finally {
            if (pass != null) {
                pass.leave();
            }
        }
    }

    private static void pass(
            CircleAuthRuntime started,
            HttpServletRequest containers,
            HttpServletRequest request,
            ServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        // The state before the chain is kept in local variables: an object for it would be an allocation per request.
        Principal principal = started.principals().of(containers, request);
        HttpSession session = started.session(containers, principal);
        Lease lease = started.beforeChain(containers, session, principal);
        Object leaseState = lease == null ? null : lease.snapshot();
        if (principal != null
                && started.options().rejects(containers)
                && response instanceof HttpServletResponse httpResponse
                && rejects(started, containers, httpResponse)) {
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            if (!request.isAsyncStarted()) {
                started.afterChain(containers, principal, session, lease, leaseState);
            }
        }
    }

    private static boolean rejects(
            CircleAuthRuntime runtime, HttpServletRequest containers, HttpServletResponse response) throws IOException {
        try {
            runtime.requestMember(containers).accessToken();
            return false;
        } catch (CircleAuthException failure) {
            Problem.of(failure).writeTo(response);
        } catch (NotSignedInException noLease) {
            (noLease.absence() == Absence.NO_SESSION ? Problem.NO_SESSION : Problem.ENDED).writeTo(response);
        }
        return true;
    }
}
