package io.github.circleauth.cdi;

import io.github.circleauth.operations.Telemetry;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the telemetry APIs of an application, and the beans by which its server provides them. */
final class TelemetryApis {

    private static final String OPEN_TELEMETRY = "io.opentelemetry.api.OpenTelemetry";
    private static final Logger LOG = System.getLogger(TelemetryApis.class.getName());

    private static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

    private TelemetryApis() {}

    /** Returns what the class loader of the calling thread finds. */
    static Telemetry.Apis find(BeanManager beans) {
        return new Telemetry.Apis(
                bean(OPEN_TELEMETRY, beans, Instance::get),
                OptionalApi.isLinkable(OPEN_TELEMETRY),
                bean(MICROMETER, beans, Instance::get),
                OptionalApi.isLinkable(MICROMETER),
                bean(InjectedMetricRegistry.API, beans, registry -> InjectedMetricRegistry.from(beans)));
    }

    private static @Nullable Object bean(String api, BeanManager beans, Function<Instance<?>, Object> lookUp) {
        if (!OptionalApi.isLinkable(api)) {
            return null;
        }
        try {
            Instance<?> found =
                    beans.createInstance().select(OptionalApi.find(api).orElseThrow());
            return found.isResolvable() ? lookUp.apply(found) : null;
        } catch (RuntimeException | Error broken) { // A server's own beans: no reason not to start.
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0012: An API for spans or metrics can't be used, since looking up its bean failed. Tokens are not"
                            + " affected. It is " + api + ".",
                    broken);
            return null;
        }
    }
}
