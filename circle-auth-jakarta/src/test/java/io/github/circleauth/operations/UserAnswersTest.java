package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import io.github.circleauth.session.Lease;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Why has this user no token?", asked by an operator. */
class UserAnswersTest {

    private final DiagnosedApplication application = new DiagnosedApplication();

    private JsonObject answer(String kind, String user) {
        try {
            Exchange asked =
                    Exchange.question(kind, user).json().sentTo(Exchange.servlet(application.diagnostics, "operator"));
            assertThat(asked.status).isEqualTo(200);
            return asked.object().getJsonObject("user");
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private JsonArray leases(String kind, String user) {
        return answer(kind, user).getJsonArray("leases");
    }

    @Test
    void aUserIsFoundByEachIdentityAndByTheUserName() {
        application.signIn("ada", MemberIdentity.verifiedEmail("ada@example.com"));
        application.signIn("grace", MemberIdentity.communityMemberId(1002));

        assertThat(leases("verified-email", " Ada@Example.com ")).hasSize(1);
        assertThat(leases("community-member-id", "1001"))
                .as("the id that came with the tokens")
                .hasSize(1);
        assertThat(leases("user-name", "ada")).hasSize(1);
        assertThat(leases("user-name", "Ada")).isEmpty();
        assertThat(leases("community-member-id", "1002")).hasSize(1);
        assertThat(leases("sso-user-id", "ada@example.com")).isEmpty();
    }

    @Test
    void aUserWithAValidTokenHasIt() {
        Lease lease = application.signIn(1001);

        JsonObject answer = answer("community-member-id", "1001");

        assertThat(answer.getString("summary")).contains("1 lease", "valid token");
        JsonObject only = answer.getJsonArray("leases").getJsonObject(0);
        assertThat(only.getString("state")).isEqualTo("FRESH");
        assertThat(only.getString("why")).isEqualTo("The token is valid.");
        assertThat(only.getString("lease")).isEqualTo(lease.id());
        assertThat(only.getString("identityKind")).isEqualTo("community-member-id");
        assertThat(only.get("cause")).isEqualTo(JsonValue.NULL);
        assertThat(only.getBoolean("session")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"APP_TOKEN, APP_TOKEN, 401", "NOT_ELIGIBLE, PLAN, 403", "MEMBER_NOT_FOUND, NOT_A_MEMBER, 404"})
    void aUserWithoutATokenHasTheCauseTheRemedyAndCirclesResponse(Refusal refusal, Cause cause, int status) {
        application.circle.faults().always("auth_token", Fault.refusal(refusal));
        application.signIn(1001);

        JsonObject lease = leases("user-name", "user-1001").getJsonObject(0);

        assertThat(lease.getString("state")).isEqualTo("ABSENT");
        assertThat(lease.getString("cause")).isEqualTo(cause.name());
        assertThat(lease.getString("why")).isEqualTo(cause.explanation());
        assertThat(lease.getString("remedy")).isEqualTo(cause.remedy());
        assertThat(lease.getInt("status")).isEqualTo(status);
        assertThat(lease.getString("message")).isEqualTo(refusal.message());
        assertThat(lease.getInt("failuresInARow")).isEqualTo(1);
        assertThat(lease.getString("retryAt")).startsWith("2026-01-01T00:0");
    }

    @Test
    void aTokenThatIsKeptThroughAFailureIsValidAndTheFailureIsTold() {
        Lease kept = application.signIn(1001);
        application.circle.clock().advance(Duration.ofMinutes(58));
        application.circle.faults().always("*", Fault.status(503));
        application.leases.renewIfDue(kept, application.leases.nanos());

        JsonObject lease = leases("community-member-id", "1001").getJsonObject(0);

        assertThat(lease.getString("state")).isEqualTo("STALE");
        assertThat(lease.getString("why")).contains("its last renewal failed");
        assertThat(lease.getInt("status")).isEqualTo(503);
    }

    @Test
    void aLeaseWhoseRenewalHasNotStartedSaysWhatStartsIt() {
        application.leases.open(() -> "lazy", Optional.of(MemberIdentity.ssoUserId("l-1")), 1800, 0);

        assertThat(leases("sso-user-id", "l-1").getJsonObject(0).getString("why"))
                .startsWith("No renewal has been needed yet");
    }

    @Test
    void aUserWithoutALeaseIsToldFromOneWhoIsNotKnownAtCircle() {
        Lease lease = application.signIn(1001);
        application.leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);

        assertThat(answer("community-member-id", "1001").getString("summary"))
                .contains("no lease on this server", "2026-01-01T00:00:00Z", "another server")
                .doesNotContain("user name");
        assertThat(answer("user-name", "ada").getString("summary")).contains("not by the user name");
    }

    @Test
    void aUserWithoutASessionIsFoundByTheIdentity() {
        application.leases.users().of(Optional.of(MemberIdentity.ssoUserId("s-1")), 600, application.leases.nanos());

        JsonObject lease = leases("sso-user-id", "s-1").getJsonObject(0);

        assertThat(lease.getBoolean("session")).isFalse();
    }

    @Test
    void ofVeryManyLeasesTheLastUsedAreShown() {
        for (int i = 0; i < 25; i++) {
            application.signIn(1001);
            application.circle.clock().advance(Duration.ofSeconds(20));
        }

        JsonObject answer = answer("community-member-id", "1001");

        assertThat(answer.getString("summary"))
                .contains("25 leases on this server, with a valid token", "The 20 that were used last");
        assertThat(answer.getJsonArray("leases")).hasSize(20);
        assertThat(answer.getJsonArray("leases").getJsonObject(0).getString("lastUsedAt"))
                .isEqualTo("2026-01-01T00:08:00Z");
    }
}
