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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A JAX-RS client: Jersey. RESTEasy and MicroProfile REST Client are tested in the servers. */
class JaxRsClientTest extends MemberAuthorizationContract {

    private final Client client =
            ClientBuilder.newClient().register(new MemberAuthorizationFilter(fixture.authorization));

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Override
    Result send(String method, URI uri, @Nullable String authorization, @Nullable String body) {
        Invocation.Builder request = client.target(uri).request();
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return result(body == null ? request.method(method) : request.method(method, Entity.json(body)));
    }

    @Override
    Result sendStream(URI uri, String body) {
        return result(client.target(uri)
                .request()
                .post(Entity.entity(new ByteArrayInputStream(body.getBytes(UTF_8)), MediaType.APPLICATION_JSON)));
    }

    @Test
    void anAsynchronousRequestOfACapturedMemberIsRepeatedToo() throws Exception {
        fixture.revokeToken();
        Invocation.Builder request =
                client.target(fixture.uri("/community_member")).request();

        assertThat(request.rx().get(String.class).toCompletableFuture().get(30, TimeUnit.SECONDS))
                .contains("\"id\":1001,");
        assertThat(request.async().get(String.class).get(30, TimeUnit.SECONDS)).contains("\"id\":1001,");
        assertThat(fixture.requests("/community_member")).isEqualTo(3);
    }

    /** The method of RESTEasy's client. */
    public interface WithEngine extends Client {
        Engine httpEngine();
    }

    /** The method of RESTEasy's engine. */
    public interface Engine {
        boolean isFollowRedirects();
    }

    private ClientRequestContext requestOf(boolean followsRedirects) {
        MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
        Engine engine = () -> followsRedirects;
        Object client = stub(WithEngine.class, Map.of("httpEngine", engine));
        return stub(
                ClientRequestContext.class,
                Map.of("getHeaders", headers, "getUri", fixture.uri("/home"), "getClient", client));
    }

    private static <T> T stub(Class<T> type, Map<String, Object> results) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> results.get(method.getName())));
    }

    @Test
    void aResteasyClientThatFollowsRedirectsIsRejected() {
        MemberAuthorizationFilter filter = new MemberAuthorizationFilter(fixture.authorization);
        ClientRequestContext following = requestOf(true);
        ClientRequestContext notFollowing = requestOf(false);

        assertThatThrownBy(() -> filter.filter(following))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("follows redirects");
        assertThat(following.getHeaders()).isEmpty();
        filter.filter(notFollowing);
        assertThat(notFollowing.getHeaders()).containsKey("Authorization");
    }

    @Test
    void anAuthorizationOfAnotherImplementationIsRejectedByTheFilter() {
        MemberAuthorization foreign = stub(MemberAuthorization.class, Map.of());

        assertThatThrownBy(() -> new MemberAuthorizationFilter(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MemberAuthorizationFilter works with a MemberAuthorization of circle-auth's, injected or"
                        + " returned by as(), and not with "
                        + foreign.getClass().getName() + ".");
    }

    private static Result result(Response response) {
        try (response) {
            return new Result(response.getStatus(), response.readEntity(String.class));
        }
    }
}
