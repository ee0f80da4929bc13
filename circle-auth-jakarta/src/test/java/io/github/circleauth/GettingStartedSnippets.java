package io.github.circleauth;

import io.github.circleauth.member.MemberApi;
import io.github.circleauth.servlet.CircleAuthFilter;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** The Java of {@code docs/getting-started.md}, which {@link GettingStartedDocsTest} compares with it. */
@SuppressWarnings({"ClassCanBeStatic", "UnusedVariable"}) // A reader sees top-level classes, and adds the use.
class GettingStartedSnippets {

    @CircleAuth(identity = MemberIdentity.Kind.VERIFIED_EMAIL)
    public class CommunitySite {}

    @CircleAuth(
            identity = MemberIdentity.Kind.VERIFIED_EMAIL,
            urlPatterns = {"/members/*", "/api/*"})
    public class MembersSite {}

    @Inject
    CircleMember member;

    @Inject
    MemberApi circle;

    @Inject
    CircleAuthClient auth;

    JsonValue feed() {
        return member.isPresent() ? circle.get("/home", Map.of("page", "1")) : JsonValue.NULL;
    }

    String iAmAMemberNow() {
        member.retry();
        return member.isPresent() ? "Welcome." : "Circle does not know you yet.";
    }

    int statusOf(HttpRequest.Builder request, HttpClient client) throws IOException, InterruptedException {
        AccessToken token = member.accessToken();
        int status = send(request, client, token);
        return status == 401 ? send(request, client, member.renew(token)) : status;
    }

    private static int send(HttpRequest.Builder request, HttpClient client, AccessToken token)
            throws IOException, InterruptedException {
        request.setHeader("Authorization", "Bearer " + token.value().reveal());
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    String validity() {
        return member.expiresAt().map(time -> "until " + time).orElse("no token yet");
    }

    public class MyInitializer implements ServletContainerInitializer {

        @Override
        public void onStartup(Set<Class<?>> classes, ServletContext context) {
            CircleAuthFilter.register(context, "/members/*");
        }
    }

    Future<String> onAnotherThread(ExecutorService executor) {
        CircleMember handle = member.capture();
        return executor.submit(() -> call(handle.accessToken()));
    }

    private static String call(AccessToken token) {
        return token.toString();
    }

    public class WithMember extends ServerEndpointConfig.Configurator {

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            CircleMember member = CDI.current().select(CircleMember.class).get();
            config.getUserProperties().put("circle", member.capture());
        }
    }

    @ServerEndpoint(value = "/chat", configurator = WithMember.class)
    public class Chat {

        @OnOpen
        public void open(Session session, EndpointConfig config) {
            CircleMember member = (CircleMember) config.getUserProperties().get("circle");
            // …
        }
    }

    void nightly(long communityMemberId) {
        MemberTokens tokens = auth.getMemberAPITokenFromCommunityMemberId(communityMemberId);
        try {
            call(tokens.accessToken());
        } finally {
            auth.revokeRefreshToken(tokens.refreshToken());
            auth.revokeMemberAPIToken(tokens.accessToken().value());
        }
    }
}
