package io.github.circleauth.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.servlet.SameOrigin;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The diagnostics page, for operators: leases by state, failures, the circuit breaker, the share of the rate limit that is used and
 * by whom, revocations, the configuration without its secrets, and why a user has no token. HTML, or JSON for {@code Accept:
 * application/json} and {@code ?format=json}. It serves requests only where the application maps it:
 *
 * <pre>{@code
 * <servlet>
 *   <servlet-name>circle-diagnostics</servlet-name>
 *   <servlet-class>io.github.circleauth.operations.CircleDiagnosticsServlet</servlet-class>
 *   <init-param><param-name>role</param-name><param-value>operator</param-value></init-param>
 * </servlet>
 * <servlet-mapping>
 *   <servlet-name>circle-diagnostics</servlet-name>
 *   <url-pattern>/circle-diagnostics</url-pattern>
 * </servlet-mapping>
 * }</pre>
 *
 * <p>The parameter {@code role} is required. The servlet itself lets nobody in who does not have it, also without a {@code
 * <security-constraint>}; with one, the container has users sign in. The page shows no token, no other secret, and of users the
 * community member id alone.
 */
public final class CircleDiagnosticsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");

    private static final String NOT_SWITCHED_ON =
            "circle-auth is not switched on in this application, or did not start: there is nothing to show.";

    private String role = "";

    /**
     * Reads the parameter {@code role}.
     *
     * @throws ServletException if it is missing, or names all users instead of a role
     */
    @Override
    public void init() throws ServletException {
        String parameter = getInitParameter("role");
        String named = parameter == null ? "" : parameter.strip();
        if (named.isEmpty() || named.equals("*") || named.equals("**")) {
            throw new ServletException("The init-param role of the servlet " + getServletName()
                    + " (CircleDiagnosticsServlet) "
                    + (named.isEmpty() ? "is missing" : "is " + named + ", which names no role")
                    + ". It must be the one role whose users may see the diagnostics, such as operator.");
        }
        role = named;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        protect(response);
        String below = request.getPathInfo();
        if (!METHODS.contains(request.getMethod())) {
            response.setHeader("Allow", "GET, HEAD, POST");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (isAllowed(request, response)) {
            if (below == null || below.equals("/")) {
                super.service(request, response);
            } else {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        }
    }

    private static void protect(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", DiagnosticsHtml.CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Vary", "Accept, Cookie");
    }

    /** Returns whether the user has the role. If not, the response has been sent: the container's login, or 403. */
    private boolean isAllowed(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getUserPrincipal() == null) {
            try {
                if (!request.authenticate(response) && (response.isCommitted() || response.getStatus() != 200)) {
                    return false;
                }
            } catch (ServletException noLogin) {
                // The application has none, or it failed without a response: nobody is signed in, so nobody has the
                // role.
            }
        }
        if (request.isUserInRole(role)) {
            return true;
        }
        if (!response.isCommitted()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
        return false;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        respond(request, response, false);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getCharacterEncoding() == null) {
            request.setCharacterEncoding("UTF-8");
        }
        respond(request, response, true);
    }

    private void respond(HttpServletRequest request, HttpServletResponse response, boolean asks) throws IOException {
        DiagnosticsFormat format;
        try {
            format = DiagnosticsFormat.of(request);
        } catch (IllegalArgumentException unusable) {
            String problem = DiagnosticsFormat.HTML.problem(String.valueOf(unusable.getMessage()));
            send(response, 400, DiagnosticsFormat.HTML, problem);
            return;
        }
        if (asks && !SameOrigin.mayRead(request)) {
            send(response, 403, format, format.problem("Only this site's own pages may send this form."));
        } else if (!(getServletContext().getAttribute(Diagnostics.ATTRIBUTE) instanceof Diagnostics diagnostics)) {
            send(response, 503, format, format.problem(NOT_SWITCHED_ON));
        } else if (asks) {
            answer(request, response, diagnostics, format);
        } else {
            send(response, 200, format, format.page(diagnostics.page(Optional.empty()), Optional.empty()));
        }
    }

    private static void answer(
            HttpServletRequest request, HttpServletResponse response, Diagnostics diagnostics, DiagnosticsFormat format)
            throws IOException {
        Optional<UserQuestion> question;
        try {
            question = Optional.of(UserQuestion.of(field(request, "kind"), field(request, "user")));
        } catch (IllegalArgumentException unusable) {
            DiagnosticsPage page = diagnostics.pageWithProblem(String.valueOf(unusable.getMessage()));
            send(response, 400, format, format.page(page, Optional.empty()));
            return;
        }
        send(response, 200, format, format.page(diagnostics.page(question), question));
    }

    private static String field(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null || values.length != 1) {
            throw new IllegalArgumentException(
                    "The request body must be a form with one field kind and one field user.");
        }
        return values[0];
    }

    private static void send(HttpServletResponse response, int status, DiagnosticsFormat format, String text)
            throws IOException {
        byte[] body = text.getBytes(UTF_8);
        response.setStatus(status);
        response.setContentType(format.mediaType());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
