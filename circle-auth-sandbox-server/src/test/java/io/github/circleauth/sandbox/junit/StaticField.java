package io.github.circleauth.sandbox.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxExtension;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One sandbox for all kinds of tests of a class and its nested classes, reset before each test. */
class StaticField {

    @RegisterExtension
    static final SandboxExtension sandbox =
            new SandboxExtension(() -> Circle.builder().communityId(42).build());

    private static URI first;

    StaticField() {}

    @BeforeAll
    static void theSandboxRunsAlready() {
        first = sandbox.uri();
    }

    @BeforeEach
    void theSandboxIsTheSameAndEmpty() {
        assertThat(sandbox.uri()).isEqualTo(first);
        assertThat(sandbox.circle().communityId()).isEqualTo(42);
        assertThat(sandbox.audit().calls()).isEmpty();
        assertThat(Requests.obtain(sandbox.sandbox())).isEqualTo(200);
    }

    @AfterEach
    void leaveAFault() {
        sandbox.circle().faults().always("*", Fault.status(500));
    }

    @Test
    void aTest() {
        sandbox.audit().awaitAlive(2, Requests.TIME);
    }

    @RepeatedTest(3)
    void aRepeatedTest() {
        sandbox.audit().awaitAlive(2, Requests.TIME);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aParameterizedTest(int parameter, Sandbox injected) {
        assertThat(parameter).isPositive();
        assertThat(injected).isSameAs(sandbox.sandbox());
    }

    @TestFactory
    List<DynamicTest> dynamicTestsShareTheSandboxOfTheirFactory() {
        return List.of(
                DynamicTest.dynamicTest(
                        "one", () -> assertThat(sandbox.audit().alive()).hasSize(2)),
                DynamicTest.dynamicTest(
                        "two",
                        () -> assertThat(Requests.obtain(sandbox.sandbox())).isEqualTo(200)),
                DynamicTest.dynamicTest(
                        "three", () -> assertThat(sandbox.audit().calls()).hasSize(2)));
    }

    @Nested
    class InANestedClass {

        @Test
        void aTest(Circle circle) {
            assertThat(circle).isSameAs(sandbox.circle());
        }

        @Nested
        @TestInstance(TestInstance.Lifecycle.PER_CLASS)
        class WithOneInstance {

            @BeforeAll
            void theSandboxRunsAlready() {
                assertThat(sandbox.uri()).isEqualTo(first);
            }

            @Test
            void aTest() {
                sandbox.audit().awaitAlive(2, Requests.TIME);
            }
        }
    }

    /** Runs after another class, in the same JVM. */
    static final class Afterwards {

        @Test
        void theSandboxIsClosed() {
            assertThatIllegalStateException().isThrownBy(sandbox::sandbox);
            assertThat(Requests.canConnectTo(first)).isFalse();
        }
    }
}
