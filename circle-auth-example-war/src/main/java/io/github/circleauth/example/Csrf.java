package io.github.circleauth.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Protects forms against cross-site request forgery. The expected token of a signed-in user's forms is in the session. The
 * login form's is in a cookie, because the login page creates no session.
 */
final class Csrf {

    private static final String FIELD = "csrf";
    private static final String COOKIE = "circle-example-login";
    private static final String ATTRIBUTE = Csrf.class.getName();
    private static final int BYTES = 24;
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Csrf() {}

    /** Returns the token for the login form, and sets it as a cookie. */
    static String forLoginForm(HttpServletRequest request, HttpServletResponse response) {
        // Login forms in two tabs share one cookie.
        String known = cookie(request);
        String token = known == null ? newToken() : known;
        setCookie(request, response, token, -1);
        return token;
    }

    static boolean isFromLoginForm(HttpServletRequest request) {
        return matches(cookie(request), request.getParameter(FIELD));
    }

    static void removeCookie(HttpServletRequest request, HttpServletResponse response) {
        setCookie(request, response, "", 0);
    }

    /** Returns the token for the session's forms. */
    static String of(HttpSession session) {
        if (session.getAttribute(ATTRIBUTE) instanceof String token) {
            return token;
        }
        String token = newToken();
        session.setAttribute(ATTRIBUTE, token);
        return token;
    }

    static boolean isFromSession(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null && matches((String) session.getAttribute(ATTRIBUTE), request.getParameter(FIELD));
    }

    static String newToken() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Compares in constant time. */
    static boolean matches(@Nullable String expected, @Nullable String sent) {
        return expected != null
                && sent != null
                && MessageDigest.isEqual(expected.getBytes(UTF_8), sent.getBytes(UTF_8));
    }

    private static @Nullable String cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? null
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(COOKIE))
                        .map(Cookie::getValue)
                        .filter(value -> VALUE.matcher(value).matches())
                        .findFirst()
                        .orElse(null);
    }

    private static void setCookie(
            HttpServletRequest request, HttpServletResponse response, String value, int maxAgeSeconds) {
        Cookie cookie = new Cookie(COOKIE, value);
        cookie.setPath(request.getContextPath() + "/login");
        cookie.setMaxAge(maxAgeSeconds);
        cookie.setHttpOnly(true);
        cookie.setSecure(request.isSecure());
        cookie.setAttribute("SameSite", "Lax");
        response.addCookie(cookie);
    }
}
