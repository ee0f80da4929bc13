package io.github.circleauth.servlet;

import static io.github.circleauth.servlet.BusyApplication.REQUEST_WAIT;
import static io.github.circleauth.servlet.BusyApplication.WORKERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.servlet.BusyApplication.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A lease turns out to have ended on another server while its token is used, and the session gets a new lease. */
class RequestMemberTest {

    static Stream<Function<CircleMember, ?>> methodsThatWait() {
        return Stream.of(
                CircleMember::accessToken,
                CircleMember::communityMemberId,
                CircleMember::communityId,
                CircleMember::isPresent,
                member -> member.renew(new AccessToken(Secret.of("rejected"), Instant.EPOCH)));
    }

    @ParameterizedTest
    @MethodSource("methodsThatWait")
    void theSecondLookUpWaitsOnlyForTheTimeThatIsLeft(Function<CircleMember, ?> method) {
        try (BusyApplication application = new BusyApplication(1 + WORKERS)) {
            StubSession session = application.session(1);
            application.visit(1, session, true);
            application.visit(1, session, true);
            application.endElsewhere(session);
            // All workers are busy for a second, and the obtain for the new lease takes longer than the request waits.
            application.requestTakes = Duration.ofSeconds(1);
            LongStream.rangeClosed(2, 1 + WORKERS)
                    .forEach(other -> application.visit(other, application.session(other), false));
            application.requestTakes = REQUEST_WAIT.plusSeconds(1);

            Visit visit = application.visit(1, session, method);
            application.pass(REQUEST_WAIT.minusNanos(1));
            assertThat(visit.isWaiting()).isTrue();
            assertThat(application.tokenRequests()).as("for the new lease too").isEqualTo(1 + WORKERS + 1);
            application.pass(Duration.ofNanos(1));

            assertThat(visit.isWaiting()).isFalse();
            assertThat(visit.waited()).isEqualTo(REQUEST_WAIT);
        }
    }

    @Test
    void accessTokenAsyncUsesTheNewLeaseTooIfTheEndIsKnownAtOnce() {
        OneApplication lazy =
                new OneApplication(new CircleAuthRuntime.Options(false, UrlPatterns.NONE, false, Duration.ZERO));
        StubSession session = lazy.session("s1");
        StubRequest request = new StubRequest("1001", session);
        lazy.member(request).accessToken();
        lazy.serve(request);
        lazy.leases.end(
                (String) session.attributes.get(SessionAttributes.LEASE_ID), null, LeaseEnded.Reason.SESSION_ENDED);

        assertThat(lazy.member(request).accessTokenAsync().toCompletableFuture())
                .isCompleted();
        assertThat(lazy.obtains()).isEqualTo(2);
    }
}
