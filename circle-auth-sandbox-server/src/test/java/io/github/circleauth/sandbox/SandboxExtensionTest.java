package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SandboxExtensionTest {

    @RegisterExtension
    static final SandboxExtension sandbox =
            new SandboxExtension(() -> Circle.builder().communityId(42).build());

    private static URI first;

    @Test
    @Order(1)
    void theSandboxServesTheGivenCircle() {
        first = sandbox.uri();
        sandbox.circle().faults().always("*", Fault.status(500));

        assertThat(sandbox.circle().communityId()).isEqualTo(42);
        assertThat(new InProcessClient(sandbox.circle()).authToken("{}").status())
                .isEqualTo(500);
    }

    @Test
    @Order(2)
    void theNextTestHasTheSameSandboxAfterAReset() {
        assertThat(sandbox.uri()).isEqualTo(first);
        assertThat(sandbox.audit().calls()).isEmpty();
        assertThat(new InProcessClient(sandbox.circle()).authToken("{}").status())
                .isEqualTo(404);
    }

    @Nested
    class NestedInAnotherClass {
        @Test
        void theSandboxIsThatOfTheOuterClass() {
            assertThat(sandbox.uri()).isEqualTo(first);
        }
    }

    @Nested
    @ExtendWith(SandboxExtension.class)
    class AsParameters {
        @Test
        void theSandboxAndItsCircleAreInjected(Sandbox injected, Circle circle) {
            assertThat(injected.circle()).isSameAs(circle);
        }
    }
}
