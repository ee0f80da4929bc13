package io.github.circleauth.benchmarks;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.benchmarks.RequestsInFlight.InFlight;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.RefreshTokenOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;

/** Spring Security's manager with its tokens in the session, as an application without Spring's filters may use it. */
final class SpringPeer {

    private static final String REGISTRATION_ID = "circle";
    private static final Authentication USER =
            UsernamePasswordAuthenticationToken.authenticated(RequestsInFlight.USER, "", List.of());

    private final ClientRegistration registration = ClientRegistration.withRegistrationId(REGISTRATION_ID)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .clientId("client")
            .clientSecret("the-secret-of-the-client")
            .redirectUri("https://app.example.com/login")
            .authorizationUri("https://circle.example.com/authorize")
            .tokenUri("https://circle.example.com/token")
            .build();
    private final OAuth2AuthorizedClientRepository sessions = new HttpSessionOAuth2AuthorizedClientRepository();
    private final DefaultOAuth2AuthorizedClientManager manager =
            new DefaultOAuth2AuthorizedClientManager(new InMemoryClientRegistrationRepository(registration), sessions);
    private final Age age;
    private final Clock clock;

    SpringPeer(SlowCircle circle, Age age) {
        this(circle, age, Clock.systemUTC());
    }

    SpringPeer(SlowCircle circle, Age age, Clock clock) {
        this.age = age;
        this.clock = clock;
        RefreshTokenOAuth2AuthorizedClientProvider refresh = new RefreshTokenOAuth2AuthorizedClientProvider();
        refresh.setClock(clock);
        refresh.setAccessTokenResponseClient(grant -> response(circle, grant.getRefreshToken()));
        manager.setAuthorizedClientProvider(refresh);
    }

    private OAuth2AccessTokenResponse response(SlowCircle circle, OAuth2RefreshToken refreshToken) {
        try {
            return OAuth2AccessTokenResponse.withToken(circle.token())
                    .tokenType(OAuth2AccessToken.TokenType.BEARER)
                    .refreshToken(refreshToken.getTokenValue())
                    // The response counts from the machine's time.
                    .expiresIn(Duration.between(Instant.now(), clock.instant())
                            .plus(SlowCircle.TOKEN_LIFE)
                            .toSeconds())
                    .build();
        } catch (CircleUnavailableException unavailable) {
            // As Spring's own client does.
            throw new OAuth2AuthorizationException(new OAuth2Error("invalid_token_response"), unavailable);
        }
    }

    /** Stores a user's tokens in the session of a request. */
    void signIn(InFlight inFlight) {
        sessions.saveAuthorizedClient(client("first"), USER, inFlight.request(), inFlight.response());
    }

    /** Returns the contents of a session. */
    OAuth2AuthorizedClient client(String accessToken) {
        Instant now = clock.instant();
        Instant expiry = now.plus(age.left);
        OAuth2AccessToken token = new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER, accessToken, expiry.minus(SlowCircle.TOKEN_LIFE), expiry);
        OAuth2RefreshToken refreshToken = new OAuth2RefreshToken(
                "r".repeat(SlowCircle.REFRESH_TOKEN_LENGTH),
                Instant.now(),
                Instant.now().plus(Duration.ofDays(30)));
        return new OAuth2AuthorizedClient(registration, USER.getName(), token, refreshToken);
    }

    @Nullable Object use(InFlight inFlight) {
        return manager.authorize(OAuth2AuthorizeRequest.withClientRegistrationId(REGISTRATION_ID)
                .principal(USER)
                .attribute(HttpServletRequest.class.getName(), inFlight.request())
                .attribute(HttpServletResponse.class.getName(), inFlight.response())
                .build());
    }
}
