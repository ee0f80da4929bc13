package io.github.circleauth.sandbox.junit;

import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A test whose port another program listens on. It must fail. */
class TakenPort {

    private final Sandbox other = Sandbox.start();

    @RegisterExtension
    final SandboxExtension sandbox = new SandboxExtension().port(other.uri().getPort());

    TakenPort() {}

    @Test
    void test() {}

    @AfterEach
    void close() {
        other.close();
    }
}
