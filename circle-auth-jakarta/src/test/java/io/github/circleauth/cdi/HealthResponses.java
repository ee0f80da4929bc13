package io.github.circleauth.cdi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Builds the responses that a server's MicroProfile Health would build. */
final class HealthResponses extends HealthCheckResponseBuilder {

    private final Map<String, Object> data = new LinkedHashMap<>();
    private String name = "";
    private boolean up;

    @Override
    public HealthCheckResponseBuilder name(String value) {
        name = value;
        return this;
    }

    @Override
    public HealthCheckResponseBuilder withData(String key, String value) {
        data.put(key, value);
        return this;
    }

    @Override
    public HealthCheckResponseBuilder withData(String key, long value) {
        data.put(key, value);
        return this;
    }

    @Override
    public HealthCheckResponseBuilder withData(String key, boolean value) {
        data.put(key, value);
        return this;
    }

    @Override
    public HealthCheckResponseBuilder up() {
        return status(true);
    }

    @Override
    public HealthCheckResponseBuilder down() {
        return status(false);
    }

    @Override
    public HealthCheckResponseBuilder status(boolean isUp) {
        up = isUp;
        return this;
    }

    @Override
    public HealthCheckResponse build() {
        return new HealthCheckResponse(name, up ? Status.UP : Status.DOWN, Optional.of(data));
    }
}
