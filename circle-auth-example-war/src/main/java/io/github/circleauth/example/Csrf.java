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
 * Tells forms that were filled in on this site from those that another site had posted. Who is signed in has the expected
 * value in the session; who isn't has it in a cookie, because the login page makes no session.
 */
final class Csrf {

    private static final String FIELD = "csrf";
    private static final String COOKIE = "circle-example-login";
    private static final String ATTRIBUTE = Csrf.class.getName();
    private static final int BYTES = 24;
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Csrf() {}

    /** Returns the value for a login form, and has the browser keep it. */
    static String forLoginForm(HttpServletRequest request, HttpServletResponse response) {
        String kept = inCookie(request);
        String value = kept == null ? fresh() : kept; // the same one for a second tab
        keep(request, response, value, -1);
        return value;
    }

    static boolean isFromLoginForm(HttpServletRequest request) {
        return matches(inCookie(request), request.getParameter(FIELD));
    }

    static void forgetLoginForm(HttpServletRequest request, HttpServletResponse response) {
        keep(request, response, "", 0);
    }

    /** Returns the value for the forms of this session. */
    static String of(HttpSession session) {
        if (session.getAttribute(ATTRIBUTE) instanceof String value) {
            return value;
        }
        String value = fresh();
        session.setAttribute(ATTRIBUTE, value);
        return value;
    }

    static boolean isFromSession(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null && matches((String) session.getAttribute(ATTRIBUTE), request.getParameter(FIELD));
    }

    static String fresh() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Compares in a time that tells nothing about where they differ. */
    static boolean matches(@Nullable String expected, @Nullable String sent) {
        return expected != null
                && sent != null
                && MessageDigest.isEqual(expected.getBytes(UTF_8), sent.getBytes(UTF_8));
    }

    private static @Nullable String inCookie(HttpServletRequest request) {
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

    private static void keep(HttpServletRequest request, HttpServletResponse response, String value, int seconds) {
        Cookie cookie = new Cookie(COOKIE, value);
        cookie.setPath(request.getContextPath() + "/login");
        cookie.setMaxAge(seconds);
        cookie.setHttpOnly(true);
        cookie.setSecure(request.isSecure());
        cookie.setAttribute("SameSite", "Lax");
        response.addCookie(cookie);
    }
}
