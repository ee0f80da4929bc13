package io.github.circleauth.servlet;

import io.github.circleauth.session.UserLeases;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests of signed-in users without a session, with {@code circle.auth.sessionless=per-user}. */
abstract class SessionlessTestBase {

    static final Duration IDLE = Duration.ofMinutes(30);

    final OneApplication application = new OneApplication(perUser(UrlPatterns.NONE));
    final UserLeases users = application.leases.users();

    static CircleAuthRuntime.Options perUser(UrlPatterns rejectPaths) {
        return new CircleAuthRuntime.Options(true, rejectPaths, false, Duration.ZERO, false, Optional.of(IDLE));
    }

    static StubRequest cookieless(@Nullable String user) {
        return new StubRequest(user, null);
    }

    long memberOf(StubRequest request) {
        long[] member = new long[1];
        application.serve(
                request, passed -> member[0] = application.member(passed).communityMemberId());
        return member[0];
    }

    static StubSession returned(StubSession session) {
        session.isNew = false;
        return session;
    }

    StubSession made(String id) {
        StubSession session = application.session(id);
        session.isNew = true;
        return session;
    }
}
