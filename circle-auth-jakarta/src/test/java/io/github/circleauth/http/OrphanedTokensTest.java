package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.http.TokenRequest.Operation;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An unusable success may have tokens nevertheless: those that can be read are revoked. */
class OrphanedTokensTest {

    private static final CannedResponse REVOKED = Samples.response(204, "");

    private static List<Operation> operationsAfter(CannedResponse response, Consumer<CircleAuthClient> request) {
        CannedTransport circle = new CannedTransport(response, REVOKED);
        ThrowingCallable requesting = () -> request.accept(circle.client());

        assertThatThrownBy(requesting)
                .isInstanceOf(CircleProtocolException.class)
                .hasNoSuppressedExceptions();
        return circle.operations();
    }

    private static List<Operation> operationsAfterObtaining(CannedResponse response) {
        return operationsAfter(response, client -> client.getMemberAPITokenFromCommunityMemberId(1001));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "access_token_expires_at | \"2027-04-07T12:00:00Z\"",
                "access_token_expires_at | \"soon\"",
                "refresh_token_expires_at | null",
                "community_member_id | \"1001\"",
                "community_id | 1e3"
            })
    void bothTokensAreRevokedIfAnotherFieldIsUnreadable(String field, String value) {
        assertThat(operationsAfterObtaining(Samples.json(200, Samples.obtainedWith(field, value))))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH, Operation.REVOKE_ACCESS);
    }

    @Test
    void ifOneTokenIsUnreadableTheOtherIsRevoked() {
        assertThat(operationsAfterObtaining(Samples.json(200, Samples.obtainedWith("access_token", "\"to ken\""))))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH);
        assertThat(operationsAfterObtaining(Samples.json(200, Samples.obtainedWith("refresh_token", "[\"token\"]"))))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_ACCESS);
    }

    @Test
    void aRefreshedTokenIsRevokedToo() {
        String unreadable = Samples.refreshed().replace("2026-03-01T13", "2027-04-07T13");

        assertThat(operationsAfter(
                        Samples.json(200, unreadable),
                        client -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN)))
                .containsExactly(Operation.REFRESH, Operation.REVOKE_ACCESS);
    }

    @Test
    void tokensOfAnUndocumentedSuccessAreRevoked() {
        assertThat(operationsAfterObtaining(Samples.json(201, Samples.obtained())))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH, Operation.REVOKE_ACCESS);
        assertThat(operationsAfterObtaining(Samples.response(200, Samples.obtained(), "content-type", "text/html")))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH, Operation.REVOKE_ACCESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"access_token\":", "{\"access_token\":true}"})
    void withoutAReadableTokenNothingIsRevoked(String body) {
        assertThat(operationsAfterObtaining(Samples.json(200, body))).containsExactly(Operation.OBTAIN);
    }

    @Test
    void tokensInAResponseThatIsNoSuccessAreIgnored() {
        assertThat(operationsAfterObtaining(Samples.json(302, Samples.obtained())))
                .containsExactly(Operation.OBTAIN);
    }
}
