package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.http.TokenRequest.Operation;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A success that can't be used brought tokens all the same: those that can be read are revoked. */
class OrphanedTokensTest {

    private static final CannedResponse REVOKED = Samples.reply(204, "");

    private static List<Operation> askedAfter(
            CannedResponse reply, java.util.function.Consumer<CircleAuthClient> call) {
        Canned circle = new Canned(reply, REVOKED);
        ThrowingCallable calling = () -> call.accept(circle.client());

        assertThatThrownBy(calling).isInstanceOf(CircleProtocolException.class).hasNoSuppressedExceptions();
        return circle.operations();
    }

    private static List<Operation> askedAfterObtaining(CannedResponse reply) {
        return askedAfter(reply, client -> client.getMemberAPITokenFromCommunityMemberId(1001));
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
    void bothAreRevokedWhateverElseCannotBeRead(String field, String value) {
        assertThat(askedAfterObtaining(Samples.json(200, Samples.obtainedWith(field, value))))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH, Operation.REVOKE_ACCESS);
    }

    @Test
    void ofTwoTokensTheOneThatCanBeReadIsRevoked() {
        assertThat(askedAfterObtaining(Samples.json(200, Samples.obtainedWith("access_token", "\"to ken\""))))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH);
        assertThat(askedAfterObtaining(Samples.json(200, Samples.obtainedWith("refresh_token", "[\"token\"]"))))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_ACCESS);
    }

    @Test
    void aRefreshedTokenIsRevokedToo() {
        String unreadable = Samples.refreshed().replace("2026-03-01T13", "2027-04-07T13");

        assertThat(askedAfter(
                        Samples.json(200, unreadable),
                        client -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN)))
                .containsExactly(Operation.REFRESH, Operation.REVOKE_ACCESS);
    }

    @Test
    void aSuccessOfAnotherKindThanDocumentedBroughtTokensToo() {
        assertThat(askedAfterObtaining(Samples.json(201, Samples.obtained())))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH, Operation.REVOKE_ACCESS);
        assertThat(askedAfterObtaining(Samples.reply(200, Samples.obtained(), "content-type", "text/html")))
                .containsExactly(Operation.OBTAIN, Operation.REVOKE_REFRESH, Operation.REVOKE_ACCESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{}", "{\"access_token\":", "{\"access_token\":true}"})
    void whereNoTokenCanBeReadNothingIsRevoked(String body) {
        assertThat(askedAfterObtaining(Samples.json(200, body))).containsExactly(Operation.OBTAIN);
    }

    @Test
    void whatARefusalSaysIsNoToken() {
        assertThat(askedAfterObtaining(Samples.json(302, Samples.obtained()))).containsExactly(Operation.OBTAIN);
    }
}
