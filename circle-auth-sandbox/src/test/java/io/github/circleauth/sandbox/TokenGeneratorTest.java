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

    private final TokenGenerator tokenGenerator = new TokenGenerator(new Random(1));

    @Test
    void rs256TokensAreReallySigned() throws Exception {
        String jwt = tokenGenerator.rs256(1, ADA, InProcessClient.NOON);

        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(TokenGenerator.publicKey());
        signature.update(signed(jwt));
        assertThat(signature.verify(mark(jwt))).isTrue();
    }

    @Test
    void hs256TokensAreReallySigned() throws Exception {
        String jwt = tokenGenerator.hs256(1, ADA, InProcessClient.NOON);

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TokenGenerator.HMAC_KEY, "HmacSHA256"));
        assertThat(mac.doFinal(signed(jwt))).isEqualTo(mark(jwt));
    }

    @Test
    void noTwoTokensAreTheSame() {
        assertThat(tokenGenerator.rs256(1, ADA, InProcessClient.NOON))
                .isNotEqualTo(tokenGenerator.rs256(1, ADA, InProcessClient.NOON));
        assertThat(tokenGenerator.refreshToken()).isNotEqualTo(tokenGenerator.refreshToken());
    }

    private static byte[] signed(String jwt) {
        return jwt.substring(0, jwt.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] mark(String jwt) {
        return Base64.getUrlDecoder().decode(jwt.substring(jwt.lastIndexOf('.') + 1));
    }
}
