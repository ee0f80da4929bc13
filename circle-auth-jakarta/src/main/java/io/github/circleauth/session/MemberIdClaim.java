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
 * The claim {@code community_member_id}, which the payload of an access token may contain.
 *
 * <p>An access token is opaque and its signature can't be checked, so the claim grants nothing. It is read since the response
 * to a refresh contains no member id: a token that names another member must not be served.
 */
final class MemberIdClaim {

    /** Created when the application starts: a worker thread may not find a provider. */
    private final JsonReaderFactory readers = Json.createReaderFactory(Map.of());

    /** Returns whether the token names a member other than this one. */
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
        } catch (RuntimeException notAJwt) { // Providers throw different types.
            return false; // An opaque token is allowed.
        }
    }
}
