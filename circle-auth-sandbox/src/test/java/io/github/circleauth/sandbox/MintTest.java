package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.Base64;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class MintTest {

    private static final Person ADA = Person.DEFAULT.get(0);

    private final Mint mint = new Mint(new Random(1));

    @Test
    void rs256TokensAreReallySigned() throws Exception {
        String jwt = mint.rs256(1, ADA, Client.NOON);

        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(Mint.publicKey());
        signature.update(signed(jwt));
        assertThat(signature.verify(mark(jwt))).isTrue();
    }

    @Test
    void hs256TokensAreReallySigned() throws Exception {
        String jwt = mint.hs256(1, ADA, Client.NOON);

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Mint.HMAC_KEY, "HmacSHA256"));
        assertThat(mac.doFinal(signed(jwt))).isEqualTo(mark(jwt));
    }

    @Test
    void noTwoTokensAreTheSame() {
        assertThat(mint.rs256(1, ADA, Client.NOON)).isNotEqualTo(mint.rs256(1, ADA, Client.NOON));
        assertThat(mint.refreshToken()).isNotEqualTo(mint.refreshToken());
    }

    private static byte[] signed(String jwt) {
        return jwt.substring(0, jwt.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] mark(String jwt) {
        return Base64.getUrlDecoder().decode(jwt.substring(jwt.lastIndexOf('.') + 1));
    }
}
