package io.github.circleauth.example;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.example.Community.Feed;
import io.github.circleauth.example.Community.News;
import io.github.circleauth.example.Community.Profile;
import io.github.circleauth.example.Community.Space;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads Circle's Member API as the member who is signed in. */
@ApplicationScoped
public class CommunityClient {

    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration WHOLE_CALL = Duration.ofSeconds(4);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final Jsonb json = JsonbBuilder.create(
            new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));

    @Inject
    CircleMember member;

    @Inject
    @ConfigProperty(name = "circle.auth.base-url", defaultValue = "https://app.circle.so")
    URI circle;

    /**
     * Reads all that the community page shows.
     *
     * @throws IOException if Circle can't be reached in time, or its answer can't be used
     * @throws io.github.circleauth.CircleAuthException if no valid token can be had
     */
    Community read() throws IOException {
        AccessToken token = member.accessToken();
        try {
            return read(token);
        } catch (TokenRejectedException rejected) {
            return read(member.renew(token));
        }
    }

    private Community read(AccessToken token) throws IOException {
        var profile = get("community_member", Profile.class, token);
        var feed = get("home?per_page=10&sort=latest", Feed.class, token);
        var spaces = get("spaces", Space[].class, token);
        var news = get("notifications/new_notifications_count", News.class, token);
        try {
            return new Community(profile.join(), feed.join(), List.of(spaces.join()), news.join());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof TokenRejectedException rejected) {
                throw rejected;
            }
            throw new IOException("Circle's Member API gave no usable answer.", failed.getCause());
        }
    }

    private <T> CompletableFuture<T> get(String path, Class<T> type, AccessToken token) {
        HttpRequest request = HttpRequest.newBuilder(circle.resolve("/api/headless/v1/" + path))
                .header("Authorization", "Bearer " + token.value().reveal())
                .header("Accept", "application/json")
                .build();
        return http.sendAsync(request, BodyHandlers.ofString())
                .orTimeout(WHOLE_CALL.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(response -> parsed(response, type));
    }

    private <T> T parsed(HttpResponse<String> response, Class<T> type) {
        if (response.statusCode() == 200) {
            return json.fromJson(response.body(), type);
        }
        // A bare 401 without these words means that the member may not do this; another token would not help.
        boolean rejected = response.statusCode() == 401 && response.body().contains("The access token");
        throw new CompletionException(
                rejected
                        ? new TokenRejectedException()
                        : new IOException(response.uri().getPath() + " answered " + response.statusCode() + "."));
    }

    /** Circle takes the token no more: it was revoked elsewhere, or this machine's clock is wrong. */
    private static final class TokenRejectedException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
