package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Secret;
import io.github.circleauth.http.TokenRequest.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked of Circle, what is not, and what is done about an answer that was not asked for. */
class TokenRequestsTest {

    private final Canned circle = new Canned(Samples.json(200, Samples.obtained()));

    @Test
    void aMemberIsAskedForByOneIdentifier() {
        HttpCircleAuthClient client = circle.client();

        client.getMemberAPITokenFromCommunityMemberId(1001);
        client.getMemberAPITokenFromEmail("ada@example.com");
        client.getMemberAPITokenFromSSOId("u-1");

        assertThat(circle.requests)
                .extracting(call -> Canned.body(call))
                .containsExactly(
                        "{\"community_member_id\":1001}",
                        "{\"email\":\"ada@example.com\"}",
                        "{\"sso_user_id\":\"u-1\"}");
        assertThat(circle.operations()).containsOnly(Operation.OBTAIN);
    }

    @Test
    void tokensAreNamedByWhatTheyAre() {
        HttpCircleAuthClient client =
                new HttpCircleAuthClient(new Canned(Samples.reply(204, ""), Samples.json(200, Samples.refreshed()))
                        .builder()
                        .transport(call -> {
                            circle.send(call);
                            return (Canned.operation(call) == Operation.REFRESH
                                            ? Samples.json(200, Samples.refreshed())
                                            : Samples.reply(204, ""))
                                    .to(call);
                        })
                        .build());

        client.getMemberAPITokenFromRefreshToken(Secret.of("R"));
        client.revokeRefreshToken(Secret.of("R"));
        client.revokeMemberAPIToken(Secret.of("A"));

        assertThat(circle.requests)
                .extracting(call -> Canned.operation(call) + " " + Canned.body(call))
                .containsExactly(
                        "PATCH access_token/refresh {\"refresh_token\":\"R\"}",
                        "POST refresh_token/revoke {\"refresh_token\":\"R\"}",
                        "POST access_token/revoke {\"access_token\":\"A\"}");
    }

    @Test
    void anInterruptedThreadAsksNothingAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        CircleUnavailableException failure = catchThrowableOfType(
                CircleUnavailableException.class, () -> circle.client().getMemberAPITokenFromSSOId("u"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.isAmbiguous()).isFalse();
        assertThat(circle.requests).isEmpty();
    }

    @Test
    void aClosedClientAsksNothing() {
        CircleHttp http = circle.builder().build();
        CircleAuthClient client = http.tokenEndpoint(RequestPriority.AWAITED);
        http.close();
        http.close();

        assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                .isInstanceOf(CircleUnavailableException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(
                        () -> http.tokenEndpoint(RequestPriority.REVOCATION).revokeMemberAPIToken(Samples.ACCESS_TOKEN))
                .isInstanceOf(CircleUnavailableException.class);
        assertThat(circle.requests).isEmpty();
    }

    @Test
    void tokensOfAnotherMemberAreHandedOverAndNotGivenOut() {
        List<OrphanedTokens> strays = new ArrayList<>();
        HttpCircleAuthClient client =
                new HttpCircleAuthClient(circle.builder().orphans(strays::add).build());

        assertThatThrownBy(() -> client.getMemberAPITokenFromCommunityMemberId(1002))
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("another member")
                .hasMessageNotContainingAny("CANARY", "1001");

        assertThat(strays)
                .containsExactly(
                        new OrphanedTokens(Optional.of(Samples.ACCESS_TOKEN), Optional.of(Samples.REFRESH_TOKEN)));
        assertThat(circle.requests).hasSize(1);
    }

    @Test
    void unlessSaidOtherwiseTokensOfAnotherMemberAreRevokedAtOnce() {
        Canned wrong =
                new Canned(Samples.json(200, Samples.obtained()), Samples.reply(204, ""), Samples.reply(503, "CANARY"));

        CircleProtocolException failure = catchThrowableOfType(
                CircleProtocolException.class, () -> wrong.client().getMemberAPITokenFromCommunityMemberId(1002));

        assertThat(wrong.operations())
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH, Operation.REVOKE_ACCESS);
        assertThat(failure.getSuppressed()).hasSize(1).allMatch(CircleUnavailableException.class::isInstance);
    }

    @Test
    void oneRevocationThatFailsDoesNotStopTheOther() {
        Canned wrong = new Canned(Samples.json(200, Samples.obtained()), Samples.reply(503, ""));

        CircleProtocolException failure = catchThrowableOfType(
                CircleProtocolException.class, () -> wrong.client().getMemberAPITokenFromCommunityMemberId(1002));

        assertThat(wrong.requests).hasSize(3);
        assertThat(failure.getSuppressed()).hasSize(2);
    }

    @Test
    void aConsumerOfStraysThatFailsDoesNotHideWhatHappened() {
        HttpCircleAuthClient client = new HttpCircleAuthClient(circle.builder()
                .orphans(tokens -> {
                    throw new IllegalStateException(
                            tokens.refreshToken().orElseThrow().reveal());
                })
                .build());

        assertThatThrownBy(() -> client.getMemberAPITokenFromCommunityMemberId(1002))
                .isInstanceOfSatisfying(
                        CircleProtocolException.class,
                        failure -> assertThat(failure.getSuppressed())
                                .hasSize(1)
                                .noneMatch(suppressed -> suppressed.toString().contains("CANARY")));
    }
}
