package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.RecordingClassLoader;
import jakarta.json.bind.spi.JsonbProvider;
import jakarta.json.spi.JsonProvider;
import org.junit.jupiter.api.Test;

/** The JSON providers are looked up when a client is built: the class loader of a later thread may see none. */
class JsonProvidersTest {

    @Test
    void theProvidersAreLookedUpWhenTheClientIsBuiltAndNeverAgain() {
        CannedTransport circle = new CannedTransport(
                Samples.json(200, Samples.obtained()),
                Samples.json(422, Samples.envelope("No.")),
                Samples.json(200, Samples.obtainedWith("community_id", "null")),
                Samples.response(204, ""));
        try (RecordingClassLoader loader = new RecordingClassLoader();
                HttpCircleAuthClient client = circle.client()) {
            assertThat(loader.lookups()).contains(JsonProvider.class.getName(), JsonbProvider.class.getName());

            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
            assertThat(catchThrowable(() -> client.getMemberAPITokenFromEmail("ada@example.com")))
                    .isInstanceOf(CircleRefusedException.class);
            assertThat(catchThrowable(() -> client.getMemberAPITokenFromCommunityMemberId(1001)))
                    .isInstanceOf(CircleProtocolException.class);

            assertThat(circle.requests).hasSize(5);
            assertThat(loader.lookups()).isEmpty();
        }
    }
}
