package io.github.circleauth.sandbox.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.SandboxExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two sandboxes beside each other. */
class TwoExtensions {

    @RegisterExtension
    static final SandboxExtension one = new SandboxExtension();

    @RegisterExtension
    final SandboxExtension two = new SandboxExtension();

    TwoExtensions() {}

    @RepeatedTest(2)
    void eachHasItsOwnTokens() {
        assertThat(Requests.obtain(one.sandbox())).isEqualTo(200);

        assertThat(one.uri()).isNotEqualTo(two.uri());
        assertThat(one.audit().alive()).hasSize(2);
        assertThat(two.audit().alive()).isEmpty();
    }
}
