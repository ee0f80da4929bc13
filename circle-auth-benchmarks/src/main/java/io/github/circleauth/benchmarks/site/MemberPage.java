package io.github.circleauth.benchmarks.site;

import io.github.circleauth.CircleMember;
import io.github.circleauth.TokenState;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The same page, which uses the member's token. It tells the token's state, and how long the page waited for the token. */
public class MemberPage extends Page {

    /** The header with the token's state before its use. */
    public static final String STATE = "x-state";

    /** The header with the microseconds that the use of the token took. */
    public static final String WAITED = "x-waited";

    private static final long serialVersionUID = 1L;

    @Inject
    @SuppressWarnings({"NullAway.Init", "serial"}) // The container injects it, and serializes no servlet.
    private CircleMember member;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        TokenState state = member.state();
        long start = System.nanoTime();
        boolean isPresent = member.isPresent();
        response.setHeader(STATE, isPresent ? state.name() : "NONE");
        response.setHeader(WAITED, Long.toString((System.nanoTime() - start) / 1_000));
        super.doGet(request, response);
    }
}
