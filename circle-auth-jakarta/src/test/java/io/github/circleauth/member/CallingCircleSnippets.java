package io.github.circleauth.member;

import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.http.HttpCircleAuthClient;
import io.github.circleauth.servlet.CircleExceptionMappers;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The Java of {@code docs/calling-circle.md}, which {@link CallingCircleDocsTest} compares with it. */
@SuppressWarnings("ClassCanBeStatic") // A reader sees the classes as top-level ones.
class CallingCircleSnippets {

    @Inject
    MemberApi circle;

    @Inject
    MemberAuthorization authorization;

    @Inject
    CircleMember member;

    JsonValue secondPage() {
        return circle.get("/home", Map.of("page", "2", "sort", "latest"));
    }

    JsonValue postsAbout(long space, List<Long> topics) {
        return circle.get("/spaces/" + space + "/posts?sort=latest", Map.of("topics[]", topics, "per_page", 50));
    }

    public record Post(long id, String displayTitle, int userLikesCount) {}

    List<Post> firstHundred() {
        return circle.stream("/home", Map.of("per_page", "50"), Post.class)
                .limit(100)
                .toList();
    }

    void like(long post) {
        circle.post("/posts/" + post + "/user_likes", null);
    }

    String titleOf(long space, long post) {
        try {
            return circle.get("/spaces/" + space + "/posts/" + post, Post.class).displayTitle();
        } catch (CircleRefusedException refused) {
            return switch (refused.reason()) {
                case MEMBER_UNKNOWN -> "(for members of the community)";
                case PERMISSION_DENIED -> "(for members of the space)";
                case APP_TOKEN, PLAN -> "(not available)";
                default -> "(gone)";
            };
        } catch (CircleUnavailableException unavailable) {
            return "(try again in "
                    + unavailable.retryAfter().orElse(Duration.ofSeconds(5)).toSeconds() + " seconds)";
        }
    }

    @Provider
    public class CircleProblems extends CircleExceptionMappers {}

    @RegisterRestClient(configKey = "circle")
    @RegisterProvider(MemberAuthorizationFilter.class)
    @Path("/")
    interface Circle {

        @GET
        @Path("/notifications/new_notifications_count")
        JsonObject news();
    }

    Client jaxRs() {
        Client client = ClientBuilder.newClient().register(MemberAuthorizationFilter.class);
        return client;
    }

    CompletionStage<String> feed(URI home) {
        MemberAuthorization captured = authorization.as(member.capture());
        Client client = ClientBuilder.newClient().register(new MemberAuthorizationFilter(captured));
        return client.target(home).request().rx().get(String.class);
    }

    CloseableHttpClient client() {
        return authorization.addTo(HttpClients.custom()).build();
    }

    HttpResponse<String> home(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://app.circle.so/api/headless/v1/home"))
                .build();
        return authorization.send(client, request, HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<JsonValue> later(Executor executor) {
        CircleMember handle = member.capture();
        return CompletableFuture.supplyAsync(() -> circle.as(handle).get("/home"), executor);
    }

    void withoutAServer() {
        try (HttpCircleAuthClient circle = HttpCircleAuthClient.builder()
                .apiToken(Secret.of(System.getenv("CIRCLE_AUTH_API_TOKEN")))
                .build()) {
            MemberTokens tokens = circle.getMemberAPITokenFromCommunityMemberId(1001);
            circle.revokeMemberAPIToken(tokens.accessToken().value());
            circle.revokeRefreshToken(tokens.refreshToken());
        }
    }
}
