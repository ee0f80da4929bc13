package io.github.circleauth.benchmarks;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.OAuth2CredentialsWithRefresh;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** google-auth-library: one credential for the application. It knows no sessions. */
final class GooglePeer {

    private static final URI CIRCLE = URI.create("https://app.circle.so");
    private static final Duration REFRESH_MARGIN = Duration.ofMinutes(1);
    private static final Duration EXPIRATION_MARGIN = Duration.ofSeconds(10);

    private final OAuth2CredentialsWithRefresh credentials;

    GooglePeer(SlowCircle circle, Age age) {
        credentials = (OAuth2CredentialsWithRefresh) OAuth2CredentialsWithRefresh.newBuilder()
                .setRefreshHandler(() -> token(circle, Age.FRESH))
                .setAccessToken(token("first", age))
                .setRefreshMargin(REFRESH_MARGIN)
                .setExpirationMargin(EXPIRATION_MARGIN)
                .build();
    }

    private static AccessToken token(SlowCircle circle, Age age) {
        return token(circle.token(), age);
    }

    private static AccessToken token(String token, Age age) {
        return new AccessToken(token, Date.from(Instant.now().plus(age.left)));
    }

    Object use() throws IOException {
        return credentials.getRequestMetadata(CIRCLE);
    }
}
