package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

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

    private static Said said(Response response) {
        try (response) {
            return new Said(response.getStatus(), response.readEntity(String.class));
        }
    }
}
