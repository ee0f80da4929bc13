package io.github.circleauth.servlet;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells what this site's own pages ask for from what others have a browser ask for.
 *
 * <p>Browsers say where a request comes from in {@code Sec-Fetch-Site} (Fetch Metadata). Those that don't know it are held
 * off by a header that no other site can send unless it is allowed to, which nothing here does (Fetch, CORS preflight).
 */
final class SameOrigin {

    static final String HEADER = "X-Circle-Auth";

    private SameOrigin() {}

    /** Returns whether a request may read something. */
    static boolean mayRead(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || site.equals("same-origin") || site.equals("none");
    }

    /** Returns whether a request may change something, or be given what only scripts of this site may see. */
    static boolean mayChange(HttpServletRequest request) {
        return mayRead(request) && request.getHeader(HEADER) != null;
    }
}
