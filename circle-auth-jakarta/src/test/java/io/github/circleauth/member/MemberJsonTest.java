package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.RecordingClassLoader;
import jakarta.json.bind.spi.JsonbProvider;
import jakarta.json.spi.JsonProvider;
import org.junit.jupiter.api.Test;

/** The JSON providers of the Member API are looked up at the start: the class loader of a later thread may see none. */
class MemberJsonTest {

    public record Post(long id, String displayTitle) {}

    @Test
    void theProvidersAreLookedUpAtTheStartAndNeverAgain() {
        try (RecordingClassLoader loader = new RecordingClassLoader();
                MemberJson json = new MemberJson()) {
            assertThat(loader.lookups()).contains(JsonProvider.class.getName(), JsonbProvider.class.getName());

            byte[] written = json.write(new Post(1, "One"));
            assertThat(new String(written, UTF_8)).isEqualTo("{\"display_title\":\"One\",\"id\":1}");

            assertThat(loader.lookups()).isEmpty();
        }
    }
}
