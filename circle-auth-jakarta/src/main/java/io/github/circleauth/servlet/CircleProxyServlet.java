package io.github.circleauth.servlet;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.http.MemberRequest;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
 * </servlet>
 * <servlet-mapping>
 *   <servlet-name>circle</servlet-name>
 *   <url-pattern>/circle/*</url-pattern>
 * </servlet-mapping>
 * }</pre>
 *
 * <p>Parameters: {@code allow}, the requests that are passed on (default {@code GET /**}: all that read); {@code deadline},
 * how long one may take up to its last byte ({@code PT30S}); {@code max-request-bytes} and {@code max-response-bytes} (10
 * MiB each).
 *
 * <p>If there is no response of Circle's to pass back, the response has problem details (RFC 9457), with a {@code reason}
 * for programs.
 */
public final class CircleProxyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Pattern BYTES = Pattern.compile("[1-9][0-9]{0,17}");

    private transient @Nullable ProxyExchange exchange;
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
        exchange = new ProxyExchange(
                started.memberAccess(), deadline(), bytes("max-request-bytes"), bytes("max-response-bytes"));
    }

    /** Returns the path parameter with the session id. Servers name it as the session's cookie, in lower case or unchanged. */
    private static Pattern sessionIdNamed(String name) {
        return Pattern.compile(";(?i:jsessionid|" + Pattern.quote(name) + ")=[A-Za-z0-9._~!*+-]*(?=[/;]|$)");
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

    private ServletException wrong(String name, @Nullable String why) {
        ServletConfig config = getServletConfig();
        return new ServletException("The init-param " + name + " of the servlet " + config.getServletName()
                + " (CircleProxyServlet) can't be used. " + why);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Problem> problem = pass(request, response);
        if (problem.isPresent() && !response.isCommitted()) {
            problem.get().writeTo(response);
        }
    }

    private Optional<Problem> pass(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ProxyExchange passing = exchange;
        CircleAuthRuntime started = runtime;
        if (passing == null || started == null) {
            throw new IllegalStateException("The servlet was not initialized.");
        }
        String path = path(request);
        String query = request.getQueryString();
        String target = query == null ? path : path + "?" + query;
        if (!MemberRequest.isPlain(target)) {
            return Optional.of(Problem.BAD_PATH);
        }
        boolean reads = request.getMethod().equals("GET");
        if (reads ? !SameOrigin.mayRead(request) : !SameOrigin.mayChange(request)) {
            return Optional.of(Problem.CROSS_SITE);
        }
        if (!rules.allow(request.getMethod(), path, query)) {
            return Optional.of(Problem.NOT_ALLOWED);
        }
        return started.performAsMember(request, member -> {
            try {
                return passing.pass(member, target, request, response);
            } catch (CircleProtocolException unreadable) {
                return Optional.of(Problem.UNUSABLE);
            }
        });
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
