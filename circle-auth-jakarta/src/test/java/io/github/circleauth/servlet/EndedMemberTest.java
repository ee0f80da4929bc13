package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.sandbox.Audit.Kind;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The application ends all leases of a member, as to sign the user out everywhere, while the sessions go on. */
class EndedMemberTest {

    private static final MemberIdentity ADA = MemberIdentity.communityMemberId(1001);

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final StubSession session = application.session("s1");
    private final Principal ada = () -> "1001";

    private void serve(Consumer<StubRequest> page) {
        StubRequest request = new StubRequest(null, session);
        request.loginAsPrincipal(ada);
        application.serve(request, page);
    }

    private void end() {
        application.circle.clock().advance(Duration.ofSeconds(1));
        application.leases.endAll(ADA);
    }

    /** Signs in; the second request writes the tokens of the first one into the session. */
    private void signIn() {
        serve(passed -> {});
        serve(passed -> {});
    }

    @Test
    void theRequestThatEndsThemLeavesNoToken() {
        signIn();

        serve(passed -> end());

        assertThat(application.alive()).isEmpty();
        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void noRequestUnderWayOpensALeaseForTheTimeAfterIt() {
        signIn();

        serve(passed -> {
            end();
            assertThat(application.member(passed).isPresent()).as("asks again").isTrue();
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aFirstRequestUnderWayIsAbsentUntilItEnds() {
        serve(passed -> {
            end();
            assertThat(application.member(passed).whyAbsent()).contains(Absence.ENDED);
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aCapturedHandleHasNoTokenAnyMore() {
        CircleMember[] captured = new CircleMember[1];
        serve(passed -> captured[0] = application.member(passed).capture());

        end();

        assertThat(captured[0].isPresent()).isFalse();
        assertThat(captured[0].whyAbsent()).contains(Absence.ENDED);
    }

    @Test
    void theNextRequestOfASessionThatGoesOnObtainsATokenAnew() {
        signIn();
        end();

        serve(passed -> assertThat(application.member(passed).accessToken())
                .as("at once")
                .isNotNull());

        assertThat(application.obtains()).isEqualTo(2);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
        session.end(application.server.listener);
        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aMemberWhomCircleNoLongerKnowsGetsNone() {
        signIn();
        application.circle.people(List.of());
        end();

        serve(passed -> assertThat(application.member(passed).whyAbsent()).contains(Absence.NOT_A_MEMBER));

        assertThat(application.circle.audit().alive())
                .as("its refresh token is revoked; Circle revokes no access token of such a member")
                .allMatch(token -> token.kind() == Kind.ACCESS);
    }
}
