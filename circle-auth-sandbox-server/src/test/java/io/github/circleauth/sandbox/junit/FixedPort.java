package io.github.circleauth.sandbox.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.SandboxExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A sandbox on the port that the system property names. */
class FixedPort {

    static final String PORT = "sandbox.port";

    @RegisterExtension
    final SandboxExtension sandbox = new SandboxExtension().port(Integer.getInteger(PORT));

    FixedPort() {}

    /** The port is free again for the second one. */
    @RepeatedTest(2)
    void theSandboxIsOnThePort() {
        assertThat(sandbox.uri()).hasPort(Integer.getInteger(PORT));
        assertThat(Requests.obtain(sandbox.sandbox())).isEqualTo(200);
    }
}
