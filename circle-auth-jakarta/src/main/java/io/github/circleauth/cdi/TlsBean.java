package io.github.circleauth.cdi;

import io.github.circleauth.CircleTls;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.CircleHttpBuilder;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The application's {@link CircleTls} bean. */
final class TlsBean {

    private TlsBean() {}

    /**
     * Returns the application's context, or nothing if it has none.
     *
     * @throws IllegalStateException if there are several, or if the only one can't be used
     */
    static Optional<SSLContext> get(Instance<SSLContext> beans) {
        if (beans.isUnsatisfied()) {
            return Optional.empty();
        }
        if (beans.isAmbiguous()) {
            throw new IllegalStateException(
                    "There are several SSLContext beans with @CircleTls, and circle-auth can't choose"
                            + " between them. Leave one, or make the others @Alternative.");
        }
        SSLContext context;
        try {
            context = beans.get();
        } catch (RuntimeException failed) { // The application's own, in whatever wrapping the container has for it.
            throw new IllegalStateException(
                    "The SSLContext bean with @CircleTls can't be created; the cause says why. Its producer must have the"
                            + " scope @Dependent, which it has without any annotation, or @Singleton.",
                    failed);
        }
        if (context == null) {
            throw new IllegalStateException(
                    "The SSLContext bean with @CircleTls is null. Its producer must return a context,"
                            + " or must not be there, so that the JVM's trust store is used.");
        }
        try {
            // The builder checks it.
            CircleHttpBuilder unused = CircleHttp.builder().sslContext(context);
        } catch (IllegalArgumentException unusable) {
            throw new IllegalStateException(
                    "The SSLContext bean with @CircleTls can't be used: " + unusable.getMessage(), unusable);
        }
        return Optional.of(context);
    }
}
