package io.github.circleauth.http;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.http.TokenErrors.Meaning;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to the token endpoint and its complete response, from which it reads tokens or a failure. */
final class TokenExchange {

    private final TokenRequest request;
    private final CircleResponse response;
    private final byte @Nullable [] body;
    private final TokenJson json;
    private final CircleTime time;
    private final List<String> secrets;

    /**
     * Creates an exchange.
     *
     * @param body the body, or null if it was not read
     * @param now our clock when the response had arrived
     */
    TokenExchange(TokenRequest request, CircleResponse response, byte @Nullable [] body, TokenJson json, Instant now) {
        this.request = request;
        this.response = response;
        this.body = body;
        this.json = json;
        this.time = CircleTime.of(response, now);
        this.secrets = request.secretsWith(response.bearer());
    }

    MemberTokens memberTokens() {
        return read(() -> json.memberTokens(response, body, time));
    }

    AccessToken accessToken() {
        return read(() -> json.accessToken(response, body, time));
    }

    /** Returns true if the token is unusable now, as the revocation intends, and throws otherwise. */
    boolean revoked() {
        if (response.status() != 204 && meaning() != Meaning.ACHIEVED) {
            throw TokenErrors.failure(meaning(), error());
        }
        return true;
    }

    private interface Body<T> {
        T read() throws StrictJson.Unreadable;
    }

    private <T> T read(Body<T> success) {
        if (response.status() != 200) {
            throw TokenErrors.failure(meaning(), error());
        }
        try {
            return success.read();
        } catch (StrictJson.Unreadable unreadable) {
            throw error().unusable(unreadable.getMessage());
        }
    }

    /** Returns what the response leads to if it is no success, or can't be used as one. */
    Meaning meaning() {
        return TokenErrors.meaning(request.operation(), error());
    }

    ErrorResponse error() {
        return new ErrorResponse(
                request.toString(),
                response,
                body == null ? "a body that was not read" : body.length + " bytes",
                json.errorEnvelope(response, body),
                time.retryAfter(response),
                secrets);
    }

    /** Returns the tokens of a success, even if it can't be used otherwise. */
    OrphanedTokens orphanedTokens() {
        boolean success = !request.operation().isRevocation() && response.status() / 100 == 2;
        return json.orphanedTokens(success ? body : null);
    }

    /** Returns status and request id, for a log line. */
    String outcome() {
        return response.status()
                + ErrorResponse.requestId(response, secrets)
                        .map(id -> ", x-request-id " + id)
                        .orElse("");
    }
}
