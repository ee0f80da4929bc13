package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.member.MemberAuthorizationFilter;
import jakarta.ws.rs.core.Configuration;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.ext.AsyncInvocationInterceptor;
import org.eclipse.microprofile.rest.client.ext.AsyncInvocationInterceptorFactory;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.junit.jupiter.api.Test;

/** Which MicroProfile REST clients get the hand-over of the member. What it does is tested in the servers. */
class AsyncRestClientsTest {

    @RegisterProvider(MemberAuthorizationFilter.class)
    interface Annotated {}

    interface Plain {}

    private final List<Object> registered = new ArrayList<>();

    private RestClientBuilder builder(boolean hasFilter) {
        Configuration configuration = (Configuration) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Configuration.class},
                (proxy, method, args) -> hasFilter && args[0] == MemberAuthorizationFilter.class);
        return (RestClientBuilder) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RestClientBuilder.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getConfiguration")) {
                        return configuration;
                    }
                    registered.add(args[0]);
                    return proxy;
                });
    }

    @Test
    void aClientWithTheFilterGetsIt() {
        new AsyncRestClients().onNewClient(Annotated.class, builder(false));
        new AsyncRestClients().onNewClient(Plain.class, builder(true));

        assertThat(registered).hasSize(2).allMatch(each -> each instanceof AsyncInvocationInterceptorFactory);
    }

    @Test
    void aClientWithoutTheFilterIsLeftAlone() {
        new AsyncRestClients().onNewClient(Plain.class, builder(false));

        assertThat(registered).isEmpty();
    }

    @Test
    void itIsAService() {
        assertThat(ServiceLoader.load(RestClientListener.class)).hasExactlyElementsOfTypes(AsyncRestClients.class);
    }

    @Test
    void outsideARequestNothingIsHandedOver() {
        new AsyncRestClients().onNewClient(Plain.class, builder(true));
        AsyncInvocationInterceptor interceptor =
                ((AsyncInvocationInterceptorFactory) registered.get(0)).newInterceptor();

        interceptor.prepareContext();
        interceptor.applyContext();
        interceptor.removeContext();

        assertThat(registered).hasSize(1);
    }
}
