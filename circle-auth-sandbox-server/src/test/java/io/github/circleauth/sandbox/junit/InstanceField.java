package io.github.circleauth.sandbox.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxExtension;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A sandbox for each test: two tests meet at the barrier, so they do run at the same time. */
@Execution(ExecutionMode.CONCURRENT)
class InstanceField {

    private static final CyclicBarrier BARRIER = new CyclicBarrier(2);

    @RegisterExtension
    final SandboxExtension sandbox = new SandboxExtension();

    InstanceField() {}

    @Test
    void aTest(Sandbox injected) throws Exception {
        obtainWhileAnotherTestDoes(injected);
    }

    @Test
    void anotherTest(Sandbox injected) throws Exception {
        obtainWhileAnotherTestDoes(injected);
    }

    @RepeatedTest(2)
    void aRepeatedTest(Sandbox injected) throws Exception {
        obtainWhileAnotherTestDoes(injected);
    }

    private void obtainWhileAnotherTestDoes(Sandbox injected) throws Exception {
        BARRIER.await(Requests.TIME.toSeconds(), TimeUnit.SECONDS);
        assertThat(injected).isSameAs(sandbox.sandbox());
        assertThat(Requests.obtain(injected)).isEqualTo(200);
        BARRIER.await(Requests.TIME.toSeconds(), TimeUnit.SECONDS);
        assertThat(sandbox.audit().calls()).hasSize(1);
    }
}
