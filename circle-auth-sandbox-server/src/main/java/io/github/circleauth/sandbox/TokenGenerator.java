package io.github.circleauth.sandbox;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Generates token values: JWTs with valid signatures, and opaque refresh tokens. */
final class TokenGenerator {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    static final byte[] HMAC_KEY = "the sandbox's HMAC key, which guards nothing".getBytes(StandardCharsets.UTF_8);

    private final Random random;

    TokenGenerator(Random random) {
        this.random = random;
    }

    /** Returns a refresh token of 43 characters, as Circle's. */
    String refreshToken() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    String uuid() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return UUID.nameUUIDFromBytes(bytes).toString();
    }

    /** Returns an access token as observed in production: RS256, with a type, without the SSO user id. */
    String rs256(long communityId, Person member, Instant expiresAt) {
        JsonObject claims = Json.object()
                .add("type", "access_token")
                .add("community_id", communityId)
                .add("community_member_id", member.communityMemberId())
                .add("exp", expiresAt.getEpochSecond())
                .add("jti", uuid())
                .build();
        return signed("RS256", claims, TokenGenerator::rsa);
    }

    /** Returns an access token as in Circle's documentation: HS256, with the SSO user id. */
    String hs256(long communityId, Person member, Instant expiresAt) {
        JsonObject claims = Json.object()
                .add("community_id", communityId)
                .add("community_member_id", member.communityMemberId())
                .add("sso_user_id", member.ssoUserId())
                .add("exp", expiresAt.getEpochSecond())
                .add("jti", uuid())
                .build();
        return signed("HS256", claims, TokenGenerator::hmac);
    }

    /** Returns the key that verifies RS256 signatures. */
    static PublicKey publicKey() {
        return RsaKey.PAIR.getPublic();
    }

    private interface Signer {
        byte[] sign(byte[] text) throws GeneralSecurityException;
    }

    private static String signed(String algorithm, JsonObject claims, Signer signer) {
        String text = BASE64.encodeToString(
                        Json.bytes(Json.object().add("alg", algorithm).build()))
                + "." + BASE64.encodeToString(Json.bytes(claims));
        try {
            return text + "." + BASE64.encodeToString(signer.sign(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM can't sign with " + algorithm, e);
        }
    }

    private static byte[] hmac(byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(HMAC_KEY, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private static byte[] rsa(byte[] text) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(RsaKey.PAIR.getPrivate());
        signature.update(text);
        return signature.sign();
    }

    /** The RSA key, generated at its first use. It is the same in every JVM, so that a seeded sandbox is repeatable. */
    private static final class RsaKey {
        static final KeyPair PAIR = generate();

        private static KeyPair generate() {
            try {
                SecureRandom fixed = SecureRandom.getInstance("SHA1PRNG");
                fixed.setSeed(HMAC_KEY);
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048, fixed);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This JVM can't generate an RSA key", e);
            }
        }
    }
}
