package io.github.circleauth.servlet;

import io.github.circleauth.CircleMember;
import io.github.circleauth.http.MemberRequest;
import io.github.circleauth.log.LineLimit;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proxy of Circle's Member API for the site's own pages, which never see the token: passes requests on to {@code
 * /api/headless/v1} as the signed-in member. It serves requests only where the application maps it:
 *
 * <pre>{@code
 * <servlet>
 *   <servlet-name>circle</servlet-name>
 *   <servlet-class>io.github.circleauth.servlet.CircleProxyServlet</servlet-class>
 *   <init-param>
 *     <param-name>allow</param-name>
 *     <param-value>GET /**, POST /posts/*}{@code /user_likes</param-value>
 *   </init-param>
 *   <load-on-startup>1</load-on-startup>
 *   <async-supported>true</async-supported>
 * </servlet>
 * <servlet-mapping>
 *   <servlet-name>circle</servlet-name>
 *   <url-pattern>/circle/*</url-pattern>
 * </servlet-mapping>
 * }</pre>
 *
 * <p>Parameters: {@code allow}, the requests that are passed on (default {@code GET /**}: all that read); {@code deadline},
 * how long one may take until Circle's response is complete ({@code PT30S}); {@code max-request-bytes} and {@code max-response-bytes} (10
 * MiB each).
 *
 * <p>One member has at most four requests under way at a time. With {@code async-supported} no thread waits for a page;
 * without, responses over 1 MiB are refused.
 *
 * <p>If there is no response of Circle's to pass back, the response has problem details (RFC 9457), with a {@code reason}
 * for programs.
 */
public final class CircleProxyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Pattern BYTES = Pattern.compile("[1-9][0-9]{0,17}");

    private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(1);

    private transient ProxyExchange.@Nullable Settings settings;
    private transient @Nullable CircleAuthRuntime runtime;
    private transient Pattern sessionId = sessionIdNamed("jsessionid");
    private transient ProxyRules rules = ProxyRules.parse("GET /**");

    /**
     * Reads the parameters.
     *
     * @throws ServletException if one of them is wrong, or the library is not switched on; the message says which
     */
    @Override
    public void init() throws ServletException {
        CircleAuthRuntime started = ContextAttributes.requiredRuntime(getServletContext());
        String allow = getInitParameter("allow");
        if (allow != null) {
            try {
                rules = ProxyRules.parse(allow);
            } catch (IllegalArgumentException wrong) {
                throw wrong("allow", wrong.getMessage());
            }
        }
        String cookie = getServletContext().getSessionCookieConfig().getName();
        if (cookie != null) {
            sessionId = sessionIdNamed(cookie);
        }
        runtime = started;
        settings = new ProxyExchange.Settings(
                started.memberAccess(),
                started::nanos,
                deadline(),
                bytes("max-request-bytes"),
                bytes("max-response-bytes"),
                temporary(),
                new LineLimit(1, started::nanos));
    }

    /** Returns the path parameter with the session id. Servers name it as the session's cookie, in lower case or unchanged. */
    private static Pattern sessionIdNamed(String name) {
        return Pattern.compile(";(?i:jsessionid|" + Pattern.quote(name) + ")=[A-Za-z0-9._~!*+:-]*(?=[/;]|$)");
    }

    private Duration deadline() throws ServletException {
        String text = getInitParameter("deadline");
        try {
            Duration deadline = text == null ? Duration.ofSeconds(30) : Duration.parse(text.strip());
            if (deadline.compareTo(Duration.ofSeconds(1)) >= 0 && deadline.compareTo(Duration.ofDays(1)) <= 0) {
                return deadline;
            }
        } catch (DateTimeException noDuration) {
            // Falls through to the one message.
        }
        throw wrong("deadline", "It must be an ISO-8601 duration of a second to a day, such as PT30S.");
    }

    private long bytes(String name) throws ServletException {
        String text = getInitParameter(name);
        if (text == null) {
            return 10L * 1024 * 1024;
        }
        if (!BYTES.matcher(text.strip()).matches()) {
            throw wrong(name, "It must be a whole number of bytes.");
        }
        return Long.parseLong(text.strip());
    }

    private Path temporary() {
        return getServletContext().getAttribute(ServletContext.TEMPDIR) instanceof File directory
                ? directory.toPath()
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private ServletException wrong(String name, @Nullable String why) {
        ServletConfig config = getServletConfig();
        return new ServletException("The init-param " + name + " of the servlet " + config.getServletName()
                + " (CircleProxyServlet) can't be used. " + why);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CircleAuthRuntime started = runtime;
        ProxyExchange.Settings shared = settings;
        if (started == null || shared == null) {
            throw new IllegalStateException("The servlet was not initialized.");
        }
        String target = target(request);
        Optional<Problem> refused = refusal(request, target);
        Optional<Problem> problem = refused.isPresent()
                ? refused
                : started.performAsMember(request, member -> pass(member, target, request, response, started, shared));
        if (problem.isPresent() && !response.isCommitted()) {
            byte[] body = problem.get().writeHead(response);
            PageWriter.write(
                    request,
                    response,
                    Thread.currentThread(),
                    new ByteArrayInputStream(body),
                    shared.deadline(),
                    shared.memberAccess()::after,
                    () -> {});
        }
    }

    private Optional<Problem> refusal(HttpServletRequest request, String target) {
        if (!MemberRequest.isPlain(target)) {
            return Optional.of(Problem.BAD_PATH);
        }
        boolean reads = request.getMethod().equals("GET");
        if (reads ? !SameOrigin.mayRead(request) : !SameOrigin.mayChange(request)) {
            return Optional.of(Problem.CROSS_SITE);
        }
        return rules.allow(request.getMethod(), path(request), request.getQueryString())
                ? Optional.empty()
                : Optional.of(Problem.NOT_ALLOWED);
    }

    /** Passes a request on in one of its member's places. */
    private static Optional<Problem> pass(
            CircleMember member,
            String target,
            HttpServletRequest request,
            HttpServletResponse response,
            CircleAuthRuntime started,
            ProxyExchange.Settings shared)
            throws IOException {
        ProxyPlaces places = started.proxyPlaces();
        ProxyPlaces.Place place = places.take(member.communityMemberId());
        if (place == null) {
            return Optional.of(places.isFull() ? Problem.unavailable(Optional.of(RETRY_WHEN_FULL)) : Problem.TOO_MANY);
        }
        return new ProxyExchange(shared, member, place, target, request).run(response);
    }

    private String target(HttpServletRequest request) {
        String query = request.getQueryString();
        return query == null ? path(request) : path(request) + "?" + query;
    }

    /**
     * Returns the raw request path after the servlet's path, or "" if the raw path doesn't begin with the servlet's. Leaves
     * out the session id that {@link HttpServletResponse#encodeURL} adds for browsers without cookies.
     */
    private String path(HttpServletRequest request) {
        String mapped = request.getContextPath() + request.getServletPath();
        String uri = sessionId.matcher(request.getRequestURI()).replaceAll("");
        return uri.startsWith(mapped) ? uri.substring(mapped.length()) : "";
    }
}
