package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.operations.Telemetry;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Sandbox;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client where the filter is off: there is no ledger, and no thread of the library. */
class WiringTest {

    private final Sandbox sandbox = Sandbox.start();
    private final Configured configured = new Configured(
            "api-token", "sandbox-app-token",
            "base-url", sandbox.uri().toString(),
            // Longer than any machine takes.
            "connect-timeout", "PT1M",
            "call-timeout", "PT1M");
    private final Wiring wiring = new Wiring(
            Settings.read(configured.config, false), configured.config, Optional.empty(), Telemetry.Apis.NONE);

    @AfterEach
    void close() {
        wiring.close();
        configured.close();
        sandbox.close();
    }

    private void obtainForAnotherMember() {
        sandbox.circle().faults().next("auth_token", Fault.anotherMember());
        CircleAuthClient client = wiring.client();
        assertThatThrownBy(() -> client.getMemberAPITokenFromCommunityMemberId(1001))
                .isInstanceOf(CircleProtocolException.class);
        assertThat(sandbox.audit().tokens()).hasSize(2);
    }

    @Test
    void tokensOfAnotherMemberAreRevokedAtOnce() {
        obtainForAnotherMember();

        assertThat(sandbox.audit().calls("/refresh_token/revoke")).isEqualTo(1);
        assertThat(sandbox.audit().calls("/access_token/revoke")).isEqualTo(1);
        assertThat(sandbox.audit().alive()).isEmpty();
    }

    @Test
    void theAccessTokenIsRevokedEvenIfRevokingTheRefreshTokenFails() {
        sandbox.circle().faults().next("refresh_token/revoke", Fault.status(503));

        obtainForAnotherMember();

        assertThat(sandbox.audit().calls("/access_token/revoke")).isEqualTo(1);
        assertThat(sandbox.audit().alive()).hasSize(1);
    }
}
