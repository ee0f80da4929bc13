package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.operations.Telemetry;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.SameCaller;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The events of a deployment reach its counters, and its gauges read it, until it ends. */
class WiredMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void aDeploymentIsMeasuredUntilItEnds() {
        try (Sandbox sandbox = Sandbox.start();
                Configured configured = new Configured(
                        "api-token",
                        "sandbox-app-token",
                        "base-url",
                        sandbox.uri().toString());
                Wiring wired = new Wiring(
                        Settings.read(configured.config, false),
                        configured.config,
                        Optional.empty(),
                        new Telemetry.Apis(null, false, registry, true, null))) {
            CircleAuthRuntime unused = wired.start("/shop", caller -> Optional.empty(), SameCaller.EQUAL);
            Leases leases = wired.leases().orElseThrow();
            Lease lease =
                    leases.open(() -> "ada", Optional.of(MemberIdentity.communityMemberId(1001)), 600, leases.nanos());
            assertThat(registry.get("circle.auth.leases.live")
                            .tags("application", "/shop", "state", "absent")
                            .gauge()
                            .value())
                    .isEqualTo(1);

            leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);

            assertThat(registry.get("circle.auth.leases.ended")
                            .tags("application", "/shop", "reason", "session_ended")
                            .counter()
                            .count())
                    .isEqualTo(1);
            wired.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }
}
