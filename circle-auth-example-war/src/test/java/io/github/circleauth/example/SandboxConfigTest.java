package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxConfigTest {

    private static final String API_TOKEN = "circle.auth.api-token";

    private final SandboxConfig config = new SandboxConfig();

    @AfterEach
    void clearProperties() {
        System.clearProperty(API_TOKEN);
        System.clearProperty("example.sandbox-port");
    }

    @Test
    void hasNoKeysIfAnAppTokenIsConfigured() {
        System.setProperty(API_TOKEN, "app-token");

        assertThat(config.getPropertyNames()).isEmpty();
        assertThat(config.getValue("circle.auth.base-url")).isNull();
    }

    @Test
    void configuresTheSandboxOtherwise() {
        System.setProperty(API_TOKEN, " ");
        System.setProperty("example.sandbox-port", "9799");

        assertThat(config.getValue("circle.auth.base-url")).isEqualTo("http://127.0.0.1:9799");
        assertThat(config.getValue(API_TOKEN)).isNotBlank();
        assertThat(config.getValue("circle.auth.obtain")).isNull();
    }
}
