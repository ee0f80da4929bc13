package io.github.circleauth.servlet;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.NotSignedInException;
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
import java.io.IOException;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Attaches the Circle tokens of the signed-in user to the HTTP session, and renews them unseen.
 *
 * <p>It is switched on in one of three ways: by {@code @CircleAuth} on a class of the application, by {@code <filter>} and
 * {@code <filter-mapping>} in {@code web.xml} (with {@code <async-supported>true}), or by {@link #register} from an
 * initializer of the application. The session listener comes with it.
 *
 * <p>It never waits, unless {@code circle.auth.on-failure=reject}; it starts what is needed, and the request goes on.
 */
public final class CircleAuthFilter implements Filter {

    private @Nullable CircleAuthRuntime runtime;

    /**
     * Switches the library on, after the application's own filters. To be called from a
     * {@link jakarta.servlet.ServletContainerInitializer} of the application: later, a container takes no listener any
     * more that is told of the application's start.
     *
     * @param urlPatterns the requests that the filter sees; none means all
     * @throws IllegalStateException if the library is switched on already
     */
    public static void register(ServletContext context, String... urlPatterns) {
        ContextAttributes.by(context, "CircleAuthFilter.register");
        add(context, urlPatterns);
    }

    static void add(ServletContext context, String... urlPatterns) {
        FilterRegistration.Dynamic filter = context.addFilter("circle-auth", CircleAuthFilter.class);
        if (filter == null) {
            throw new IllegalStateException("A filter named circle-auth is there already; remove one of the two.");
        }
        filter.setAsyncSupported(true);
        String[] patterns = urlPatterns.length == 0 ? new String[] {"/*"} : urlPatterns;
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, patterns);
        CircleAuthSessionListener.addTo(context);
    }

    @Override
    public void init(FilterConfig config) {
        ServletContext context = config.getServletContext();
        if (CircleAuthSessionListener.isIn(context)) {
            runtime = CircleAuthRuntime.in(context);
        }
    }

    /**
     * Passes the request on.
     *
     * @throws ServletException for every request, if nothing but the filter is there, so that nobody takes an application
     *     for protected that isn't. Not {@link #init}, after whose failure Payara 6 goes on without the filter
     */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CircleAuthRuntime started = runtime;
        if (started == null) {
            throw new ServletException(ContextAttributes.WITHOUT_THE_REST);
        }
        if (!(request instanceof HttpServletRequest http)) {
            chain.doFilter(request, response);
            return;
        }
        started.before(http);
        if (started.options().reject()
                && response instanceof HttpServletResponse answer
                && rejects(started, http, answer)) {
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            if (!request.isAsyncStarted()) {
                started.after(http);
            }
        }
    }

    private static boolean rejects(CircleAuthRuntime runtime, HttpServletRequest request, HttpServletResponse answer)
            throws IOException {
        if (SessionLeases.unwrap(request).getUserPrincipal() == null) {
            return false;
        }
        CircleMember member = new RequestMember(() -> runtime, () -> request);
        try {
            member.accessToken();
            return false;
        } catch (CircleAuthException failure) {
            Problem.of(failure).writeTo(answer);
        } catch (NotSignedInException noLease) {
            (noLease.absence() == Absence.NO_SESSION ? Problem.NO_SESSION : Problem.ENDED).writeTo(answer);
        }
        return true;
    }
}
