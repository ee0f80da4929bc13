package io.github.circleauth.session;

import io.github.circleauth.Secret;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Map;

/**
 * The {@code community_member_id} that an access token's payload may name.
 *
 * <p>An access token is opaque to us and its signature can't be checked, so nothing is ever granted by it. It is read for
 * one thing: a refresh answers with no member id, and a token that says itself that it is another member's must not be
 * served.
 */
final class MemberIdClaim {

    /** Looked up once, when the application starts: on a worker thread there may be no provider to be seen. */
    private final JsonReaderFactory readers = Json.createReaderFactory(Map.of());

    /** Returns whether the token names a member, and another one than this. */
    boolean contradicts(Secret accessToken, long communityMemberId) {
        String[] parts = accessToken.reveal().split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try (JsonReader reader = readers.createReader(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(parts[1])))) {
            JsonValue claim = reader.readObject().get("community_member_id");
            return claim instanceof JsonNumber id
                    && id.isIntegral()
                    && !id.bigIntegerValue().equals(BigInteger.valueOf(communityMemberId));
        } catch (RuntimeException notAJwt) { // Providers differ in what they throw.
            return false; // Opaque, as it may be.
        }
    }
}
