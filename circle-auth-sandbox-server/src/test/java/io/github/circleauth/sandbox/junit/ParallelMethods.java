package io.github.circleauth.sandbox.junit;

import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxExtension;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests that share a sandbox and may run at the same time. Each must fail, however JUnit schedules it. */
final class ParallelMethods {

    private ParallelMethods() {}

    @Execution(ExecutionMode.CONCURRENT)
    static class InAStaticField {

        @RegisterExtension
        static final SandboxExtension sandbox = new SandboxExtension();

        @Test
        void one() {}

        @Test
        void two() {}
    }

    @ExtendWith(SandboxExtension.class)
    static class OneMethodAlone {

        @Execution(ExecutionMode.CONCURRENT)
        @RepeatedTest(2)
        void repeated(Sandbox sandbox) {}
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class OfOneInstance {

        @RegisterExtension
        final SandboxExtension sandbox = new SandboxExtension();

        @Test
        void one() {}
    }

    @DisplayName("the outer class")
    @Execution(ExecutionMode.SAME_THREAD)
    static class InNestedClasses {

        @RegisterExtension
        static final SandboxExtension sandbox = new SandboxExtension();

        @Nested
        @Execution(ExecutionMode.CONCURRENT)
        class One {

            @Test
            @Execution(ExecutionMode.SAME_THREAD)
            void one() {}
        }
    }
}
