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
 * Signs the member's browser in at Circle, for pages that embed the community in a frame: {@code POST} sets Circle's
 * session cookies in the browser, {@code DELETE} removes them. Both need the header {@code X-Circle-Auth}, and come from
 * this site's own pages alone. It serves requests only where the application maps it.
 *
 * <p>It works only if the community's own domain and this site's domain have a common parent, such as {@code
 * community.example.com} and {@code www.example.com}. The parameter {@code domain} names the parent ({@code example.com}).
 * The cookies are set for that domain, with {@code Secure}, {@code HttpOnly} and {@code SameSite=Lax}, and without the
 * attributes that Circle sends. The parameter {@code cookies} lists their names; other cookies of Circle's are dropped.
 *
 * <p>A browser with such a cookie is signed in at Circle until Circle ends that session, which does not end with this
 * site's session. So send the {@code DELETE} before signing out.
 */
public final class CircleCookiesServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String DEFAULT_COOKIES = "remember_user_token,user_session_identifier,_circle_session";
    private static final Pattern DOMAIN = Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}");
    private static final Pattern COOKIE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)=([!#-+\\--:<-\\[\\]-~]*)(?:;.*)?");

    private transient @Nullable CircleAuthRuntime runtime;
    private transient List<String> names = List.of();
    private String domain = "";

    /**
     * Reads the parameters.
     *
     * @throws ServletException if {@code domain} is missing or not a domain, or the library is not switched on
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
        names = Arrays.stream((list == null ? DEFAULT_COOKIES : list).split(","))
                .map(String::strip)
                .distinct()
                .toList();
        runtime = ContextAttributes.requiredRuntime(getServletContext());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        handle("POST", request, response);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        handle("DELETE", request, response);
    }

    private void handle(String method, HttpServletRequest request, HttpServletResponse response) throws IOException {
        CircleAuthRuntime started = runtime;
        if (started == null) {
            throw new IllegalStateException("The servlet was not initialized.");
        }
        if (!SameOrigin.mayChange(request)) {
            Problem.CROSS_SITE.writeTo(response);
            return;
        }
        if (method.equals("DELETE")) {
            // Even if Circle can't be reached: the next user of this browser must not be signed in there as this
            // member.
            names.forEach(name -> setCookie(name, "", "; Max-Age=0", response));
        }
        Optional<Problem> problem =
                started.performAsMember(request, member -> inPlace(started, member, method, response));
        if (problem.isPresent()) {
            problem.get().writeTo(response);
        }
    }

    private Optional<Problem> inPlace(
            CircleAuthRuntime started, CircleMember member, String method, HttpServletResponse response) {
        try (ProxyPlaces.Place place = started.proxyPlaces().take(member.communityMemberId())) {
            return place == null
                    ? Optional.of(Problem.TOO_MANY)
                    : passOn(started.memberAccess(), member, method, response);
        }
    }

    private Optional<Problem> passOn(
            MemberAccess memberAccess, CircleMember member, String method, HttpServletResponse response) {
        MemberRequest memberRequest = new MemberRequest(method, "/cookies", Map.of("accept", "application/json"), null);
        try (CircleResponse circles = memberAccess.sendForPage(member, memberRequest, memberAccess.callTimeout())) {
            if (circles.status() != 200) {
                return Optional.of(Problem.unavailable(memberAccess.retryAfter(circles)));
            }
            if (method.equals("POST")) {
                circles.cookies().forEach(cookie -> passBack(cookie, response));
            }
            response.setHeader("Cache-Control", "no-store");
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return Optional.empty();
        }
    }

    /** Sets a cookie of Circle's with our attributes. Drops it if it is malformed or its name is not listed. */
    private void passBack(String cookie, HttpServletResponse response) {
        Matcher parts = COOKIE.matcher(cookie);
        if (parts.matches() && names.contains(parts.group(1))) {
            setCookie(parts.group(1), parts.group(2), "", response);
        }
    }

    private void setCookie(String name, String value, String lifetime, HttpServletResponse response) {
        response.addHeader(
                "Set-Cookie",
                name + "=" + value + "; Domain=" + domain + "; Path=/; Secure; HttpOnly; SameSite=Lax" + lifetime);
    }
}
