package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A JAX-RS client, here Jersey; RESTEasy and MicroProfile REST Client have their turn in the servers. */
class JaxRsClientTest extends MemberAuthorizationContract {

    private final Client client = ClientBuilder.newClient().register(new MemberAuthorizationFilter(at.authorization));

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Override
    Said call(String method, URI uri, @Nullable String authorization, @Nullable String body) {
        Invocation.Builder call = client.target(uri).request();
        if (authorization != null) {
            call.header("Authorization", authorization);
        }
        return said(body == null ? call.method(method) : call.method(method, Entity.json(body)));
    }

    @Override
    Said callWithStream(URI uri, String body) {
        return said(client.target(uri)
                .request()
                .post(Entity.entity(new ByteArrayInputStream(body.getBytes(UTF_8)), MediaType.APPLICATION_JSON)));
    }

    /** As RESTEasy's client has it. */
    public interface WithEngine extends Client {
        BackgroundTasks httpEngine();
    }

    /** As RESTEasy's engine has it. */
    public interface BackgroundTasks {
        boolean isFollowRedirects();
    }

    private ClientRequestContext callOf(boolean followsRedirects) {
        MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
        BackgroundTasks engine = () -> followsRedirects;
        Object client = stub(WithEngine.class, Map.of("httpEngine", engine));
        return stub(
                ClientRequestContext.class,
                Map.of("getHeaders", headers, "getUri", at.uri("/home"), "getClient", client));
    }

    private static <T> T stub(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answers.get(method.getName())));
    }

    @Test
    void aClientOfRestEasysThatFollowsRedirectsIsRefused() {
        MemberAuthorizationFilter filter = new MemberAuthorizationFilter(at.authorization);
        ClientRequestContext follows = callOf(true);
        ClientRequestContext stays = callOf(false);

        assertThatThrownBy(() -> filter.filter(follows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("follows redirects");
        assertThat(follows.getHeaders()).isEmpty();
        filter.filter(stays);
        assertThat(stays.getHeaders()).containsKey("Authorization");
    }

    private static Said said(Response response) {
        try (response) {
            return new Said(response.getStatus(), response.readEntity(String.class));
        }
    }
}
