package io.github.circleauth.cdi;

import io.github.circleauth.member.CallersMember;
import io.github.circleauth.member.MemberAuthorizationFilter;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.ext.AsyncInvocationInterceptor;
import org.eclipse.microprofile.rest.client.ext.AsyncInvocationInterceptorFactory;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.jspecify.annotations.Nullable;

/**
 * Makes the asynchronous methods of MicroProfile REST clients know the member of the calling thread: wherever the
 * {@link MemberAuthorizationFilter} is registered. A service in {@code META-INF/services}, which loads only where a server has
 * MicroProfile REST Client.
 */
public final class AsyncRestClients implements RestClientListener {

    @Override
    public void onNewClient(Class<?> client, RestClientBuilder builder) {
        if (hasFilter(client, builder)) {
            builder.register((AsyncInvocationInterceptorFactory) HandOver::new);
        }
        letResteasyForget(builder);
    }

    /** Annotations are looked at too, since a client is built from them only afterwards. */
    private static boolean hasFilter(Class<?> client, RestClientBuilder builder) {
        return builder.getConfiguration().isRegistered(MemberAuthorizationFilter.class)
                || Arrays.stream(client.getAnnotationsByType(RegisterProvider.class))
                        .anyMatch(provider -> MemberAuthorizationFilter.class.isAssignableFrom(provider.value()));
    }

    /** RESTEasy keeps listeners in a static map, which would hold this class and so the undeployed application for ever. */
    private static void letResteasyForget(RestClientBuilder builder) {
        try {
            Field map = Class.forName(
                            "org.jboss.resteasy.microprofile.client.RestClientListeners",
                            false,
                            builder.getClass().getClassLoader())
                    .getDeclaredField("map");
            map.setAccessible(true);
            if (map.get(null) instanceof Map<?, ?> listeners) {
                listeners.remove(Thread.currentThread().getContextClassLoader());
            }
        } catch (ReflectiveOperationException | RuntimeException anotherImplementation) {
            // There is nothing to remove.
        }
    }

    /** Hands the member of one call over. */
    private static final class HandOver implements AsyncInvocationInterceptor {

        private @Nullable CallersMember member;

        @Override
        public void prepareContext() {
            member = CallersMember.capture();
        }

        @Override
        public void applyContext() {
            if (member != null) {
                member.enter();
            }
        }

        @Override
        public void removeContext() {
            if (member != null) {
                member.leave();
            }
        }
    }
}
