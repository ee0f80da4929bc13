package io.github.circleauth.sandbox.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sandbox is injected wherever JUnit injects. */
@ExtendWith(SandboxExtension.class)
class Parameters {

    private static Sandbox first;

    private final Sandbox ofTheConstructor;

    Parameters(Sandbox sandbox) {
        this.ofTheConstructor = sandbox;
    }

    @BeforeAll
    static void beforeAll(Sandbox sandbox) {
        first = sandbox;
    }

    @AfterAll
    static void afterAll(Sandbox sandbox) {
        assertThat(sandbox).isSameAs(first);
    }

    @BeforeEach
    void beforeEach(Circle circle) {
        assertThat(circle).isSameAs(first.circle());
        assertThat(circle.audit().calls()).isEmpty();
    }

    @RepeatedTest(2)
    void aTest(RepetitionInfo repetition, Sandbox sandbox, Circle circle) {
        assertThat(repetition.getTotalRepetitions()).isEqualTo(2);
        assertThat(sandbox).isSameAs(first).isSameAs(ofTheConstructor);
        assertThat(circle).isSameAs(sandbox.circle());
        assertThat(Requests.obtain(sandbox)).isEqualTo(200);
    }

    @Nested
    @ExtendWith(SandboxExtension.class)
    class InANestedClass {

        @Test
        void aTest(Sandbox sandbox) {
            assertThat(sandbox).isSameAs(first);
        }
    }
}
