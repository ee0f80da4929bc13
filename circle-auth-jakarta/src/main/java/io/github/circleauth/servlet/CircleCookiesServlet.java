package io.github.circleauth.servlet;

import io.github.circleauth.CircleMember;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.MemberRequest;
import io.github.circleauth.member.MemberAccess;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has Circle sign the member's browser in, for pages that embed the community in a frame: {@code POST} gives the browser
 * Circle's session cookies, {@code DELETE} takes them away, both with the header {@code X-Circle-Auth} and from this site's
 * own pages alone. Mapped by the application, never by itself.
 *
 * <p>It can work only where the community's own domain and this site's have a parent in common, such as {@code
 * community.example.com} and {@code www.example.com}: the parameter {@code domain} names it ({@code example.com}), and the
 * cookies are set for it, {@code Secure}, {@code HttpOnly} and {@code SameSite=Lax}, whatever Circle says of them. The
 * parameter {@code cookies} lists their names; other ones that Circle sets are dropped.
 *
 * <p>Whoever has such a cookie is signed in at Circle until Circle ends that session: it does not end with this site's. So
 * send the {@code DELETE} before signing out.
 */
public final class CircleCookiesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String USUAL = "remember_user_token,user_session_identifier,_circle_session";
    private static final Pattern DOMAIN = Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}");
    private static final Pattern COOKIE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([!#-+\\--:<-\\[\\]-~]*)(?:;.*)?");

    private transient @Nullable CircleAuthRuntime runtime;
    private transient List<String> names = List.of();
    private String domain = "";

    /**
     * Reads the parameters.
     *
     * @throws ServletException if {@code domain} is missing or none, or the library is not switched on
     */
    @Override
    public void init() throws ServletException {
        String parameter = getInitParameter("domain");
        if (parameter == null || !DOMAIN.matcher(parameter.strip()).matches()) {
            throw new ServletException("The init-param domain of the servlet " + getServletName()
                    + " (CircleCookiesServlet) can't be used. It must be the domain that this site and the community have"
                    + " in common, such as example.com.");
        }
        domain = parameter.strip();
        String list = getInitParameter("cookies");
        names = Arrays.stream((list == null ? USUAL : list).split(","))
                .map(String::strip)
                .distinct()
                .toList();
        runtime = CircleAuthRuntime.required(getServletContext());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pass("POST", request, response);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pass("DELETE", request, response);
    }

    private void pass(String method, HttpServletRequest request, HttpServletResponse response) throws IOException {
        CircleAuthRuntime in = runtime;
        if (in == null) {
            throw new IllegalStateException("The servlet was not initialized.");
        }
        if (!SameOrigin.mayChange(request)) {
            Problem.CROSS_SITE.writeTo(response);
            return;
        }
        if (method.equals("DELETE")) {
            // Whatever Circle says, or whether it says anything: the next user of this browser must not be this member
            // there.
            names.forEach(name -> set(name, "", "; Max-Age=0", response));
        }
        Optional<Problem> problem = in.asMember(request, member -> ask(in.calls(), member, method, response));
        if (problem.isPresent()) {
            problem.get().writeTo(response);
        }
    }

    private Optional<Problem> ask(
            MemberAccess calls, CircleMember member, String method, HttpServletResponse response) {
        MemberRequest call = new MemberRequest(method, "/cookies", Map.of("accept", "application/json"), null);
        try (CircleResponse reply = calls.send(member, call, calls.calls().callTimeout())) {
            if (reply.status() != 200) {
                return Optional.of(Problem.unavailable(calls.calls().replies().retryAfter(reply)));
            }
            if (method.equals("POST")) {
                reply.cookies().forEach(cookie -> pass(cookie, response));
            }
            response.setHeader("Cache-Control", "no-store");
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return Optional.empty();
        }
    }

    /** Passes a cookie of Circle's on by our rules; a value that is none, or a name not listed, is dropped. */
    private void pass(String cookie, HttpServletResponse response) {
        Matcher parts = COOKIE.matcher(cookie);
        if (parts.matches() && names.contains(parts.group(1))) {
            set(parts.group(1), parts.group(2), "", response);
        }
    }

    private void set(String name, String value, String life, HttpServletResponse response) {
        response.addHeader(
                "Set-Cookie",
                name + "=" + value + "; Domain=" + domain + "; Path=/; Secure; HttpOnly; SameSite=Lax" + life);
    }
}
