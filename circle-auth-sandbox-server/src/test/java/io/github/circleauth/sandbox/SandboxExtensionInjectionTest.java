package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SandboxExtension.class)
class SandboxExtensionInjectionTest {

    private final Sandbox injectedIntoConstructor;

    SandboxExtensionInjectionTest(Sandbox sandbox) {
        this.injectedIntoConstructor = sandbox;
    }

    @Test
    void oneSandboxIsInjectedEverywhere(Sandbox sandbox, Circle circle) {
        assertThat(sandbox).isSameAs(injectedIntoConstructor);
        assertThat(circle).isSameAs(sandbox.circle());
        assertThat(sandbox.uri().getHost()).isEqualTo("127.0.0.1");
    }
}
