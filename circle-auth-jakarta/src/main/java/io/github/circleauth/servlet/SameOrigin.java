package io.github.circleauth.servlet;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells requests of this site's own pages from requests of other sites' pages.
 *
 * <p>Browsers send the origin's relation in {@code Sec-Fetch-Site} (Fetch Metadata Request Headers). For browsers without
 * it there is a second check: a header that a page of another site can't send without a CORS preflight, which nothing here
 * allows (Fetch, CORS protocol).
 */
public final class SameOrigin {

    static final String HEADER = "X-Circle-Auth";

    private SameOrigin() {}

    /** Returns whether a request may read. */
    public static boolean mayRead(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || site.equals("same-origin") || site.equals("none");
    }

    /** Returns whether a request may change something, or get a response for this site's scripts alone. */
    static boolean mayChange(HttpServletRequest request) {
        return mayRead(request) && request.getHeader(HEADER) != null;
    }
}
