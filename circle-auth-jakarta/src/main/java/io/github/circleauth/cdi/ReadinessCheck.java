package io.github.circleauth.cdi;

import io.github.circleauth.operations.Readiness;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * The {@link Readiness} as a check of MicroProfile Health. {@link OptionalBeans} makes it a bean where a server has that API. It
 * has no annotation that would make it one elsewhere.
 */
@org.eclipse.microprofile.health.Readiness
class ReadinessCheck implements HealthCheck {

    static final String API = "org.eclipse.microprofile.health.HealthCheck";

    /**
     * Loads the classes that the check needs: Payara also calls the check of an application that failed to start, whose class
     * loader is closed.
     */
    ReadinessCheck() {
        HealthCheckResponse unused = call();
    }

    @Override
    public final HealthCheckResponse call() {
        Readiness.Report report = CircleAuthBeans.readiness();
        var response = HealthCheckResponse.named("circle-auth").status(report.isReady());
        report.data().forEach(response::withData);
        return response.build();
    }
}
