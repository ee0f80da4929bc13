package io.github.circleauth.sandbox.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxExtension;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One instance of the class has one sandbox, though its field is not static. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PerClassInstance {

    @RegisterExtension
    final SandboxExtension sandbox = new SandboxExtension();

    private URI first;

    PerClassInstance() {}

    @BeforeAll
    void theSandboxRunsAlready(Sandbox injected) {
        first = injected.uri();
        assertThat(sandbox.uri()).isEqualTo(first);
    }

    @RepeatedTest(3)
    void aTest() {
        assertThat(sandbox.uri()).isEqualTo(first);
        assertThat(sandbox.audit().calls()).isEmpty();
        assertThat(Requests.obtain(sandbox.sandbox())).isEqualTo(200);
    }
}
