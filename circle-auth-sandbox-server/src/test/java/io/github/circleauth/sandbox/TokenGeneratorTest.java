package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.Base64;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class TokenGeneratorTest {

    private static final Person ADA = Person.DEFAULT.get(0);

    private final TokenGenerator generator = new TokenGenerator(new Random(1));

    @Test
    void rs256TokensHaveAValidSignature() throws Exception {
        String jwt = generator.rs256(1, ADA, InProcessClient.NOON);

        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(TokenGenerator.publicKey());
        signature.update(signedPart(jwt));
        assertThat(signature.verify(signature(jwt))).isTrue();
    }

    @Test
    void hs256TokensHaveAValidSignature() throws Exception {
        String jwt = generator.hs256(1, ADA, InProcessClient.NOON);

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TokenGenerator.HMAC_KEY, "HmacSHA256"));
        assertThat(mac.doFinal(signedPart(jwt))).isEqualTo(signature(jwt));
    }

    @Test
    void tokensAreUnique() {
        assertThat(generator.rs256(1, ADA, InProcessClient.NOON))
                .isNotEqualTo(generator.rs256(1, ADA, InProcessClient.NOON));
        assertThat(generator.refreshToken()).isNotEqualTo(generator.refreshToken());
    }

    private static byte[] signedPart(String jwt) {
        return jwt.substring(0, jwt.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] signature(String jwt) {
        return Base64.getUrlDecoder().decode(jwt.substring(jwt.lastIndexOf('.') + 1));
    }
}
