package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SandboxExtensionAddressTest {

    @RegisterExtension
    static final SandboxExtension sandbox =
            new SandboxExtension().address("localhost").port(0);

    @Test
    void theSandboxListensOnTheNamedAddress() throws Exception {
        assertThat(sandbox.uri()).hasHost("localhost");
        assertThat(new SandboxHttpClient(sandbox.uri()).get("/").statusCode()).isEqualTo(200);
    }
}
