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

/** Which requests are sent, which are not, and what happens to tokens of another member. */
class TokenRequestsTest {

    private final CannedTransport circle = new CannedTransport(Samples.json(200, Samples.obtained()));

    @Test
    void aMemberIsIdentifiedByOneField() {
        HttpCircleAuthClient client = circle.client();

        client.getMemberAPITokenFromCommunityMemberId(1001);
        client.getMemberAPITokenFromEmail("ada@example.com");
        client.getMemberAPITokenFromSSOId("u-1");

        assertThat(circle.requests)
                .extracting(CannedTransport::body)
                .containsExactly(
                        "{\"community_member_id\":1001}",
                        "{\"email\":\"ada@example.com\"}",
                        "{\"sso_user_id\":\"u-1\"}");
        assertThat(circle.operations()).containsOnly(Operation.OBTAIN);
    }

    @Test
    void tokensAreSentInTheFieldOfTheirKind() {
        HttpCircleAuthClient client = new HttpCircleAuthClient(new CannedTransport(
                        Samples.response(204, ""), Samples.json(200, Samples.refreshed()))
                .builder()
                .transport(request -> {
                    circle.send(request);
                    return (CannedTransport.operation(request) == Operation.REFRESH
                                    ? Samples.json(200, Samples.refreshed())
                                    : Samples.response(204, ""))
                            .to(request);
                })
                .build());

        client.getMemberAPITokenFromRefreshToken(Secret.of("R"));
        client.revokeRefreshToken(Secret.of("R"));
        client.revokeMemberAPIToken(Secret.of("A"));

        assertThat(circle.requests)
                .extracting(request -> CannedTransport.operation(request) + " " + CannedTransport.body(request))
                .containsExactly(
                        "PATCH access_token/refresh {\"refresh_token\":\"R\"}",
                        "POST refresh_token/revoke {\"refresh_token\":\"R\"}",
                        "POST access_token/revoke {\"access_token\":\"A\"}");
    }

    @Test
    void anInterruptedThreadSendsNothingAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        CircleUnavailableException failure = catchThrowableOfType(
                CircleUnavailableException.class, () -> circle.client().getMemberAPITokenFromSSOId("u"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.isAmbiguous()).isFalse();
        assertThat(circle.requests).isEmpty();
    }

    @Test
    void aClosedClientSendsNothing() {
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
    void tokensOfAnotherMemberAreHandedOverAndNotReturned() {
        List<OrphanedTokens> orphans = new ArrayList<>();
        HttpCircleAuthClient client =
                new HttpCircleAuthClient(circle.builder().orphans(orphans::add).build());

        assertThatThrownBy(() -> client.getMemberAPITokenFromCommunityMemberId(1002))
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("another member")
                .hasMessageNotContainingAny("CANARY", "1001");

        assertThat(orphans)
                .containsExactly(
                        new OrphanedTokens(Optional.of(Samples.ACCESS_TOKEN), Optional.of(Samples.REFRESH_TOKEN)));
        assertThat(circle.requests).hasSize(1);
    }

    @Test
    void withoutAConsumerTokensOfAnotherMemberAreRevokedAtOnce() {
        CannedTransport wrong = new CannedTransport(
                Samples.json(200, Samples.obtained()), Samples.response(204, ""), Samples.response(503, "CANARY"));

        CircleProtocolException failure = catchThrowableOfType(
                CircleProtocolException.class, () -> wrong.client().getMemberAPITokenFromCommunityMemberId(1002));

        assertThat(wrong.operations())
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH, Operation.REVOKE_ACCESS);
        assertThat(failure.getSuppressed()).hasSize(1).allMatch(CircleUnavailableException.class::isInstance);
    }

    @Test
    void aFailedRevocationDoesNotPreventTheOther() {
        CannedTransport wrong = new CannedTransport(Samples.json(200, Samples.obtained()), Samples.response(503, ""));

        CircleProtocolException failure = catchThrowableOfType(
                CircleProtocolException.class, () -> wrong.client().getMemberAPITokenFromCommunityMemberId(1002));

        assertThat(wrong.requests).hasSize(3);
        assertThat(failure.getSuppressed()).hasSize(2);
    }

    @Test
    void aFailingConsumerOfOrphanedTokensDoesNotHideTheFailure() {
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
