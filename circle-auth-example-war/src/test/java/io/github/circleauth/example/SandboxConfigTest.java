package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SandboxConfigTest {

    private static final String API_TOKEN = "circle.auth.api-token";

    private record Source(Map<String, String> getProperties) implements ConfigSource {
        @Override
        public Set<String> getPropertyNames() {
            return getProperties.keySet();
        }

        @Override
        public @Nullable String getValue(String key) {
            return getProperties.get(key);
        }

        @Override
        public String getName() {
            return "of the test";
        }
    }

    private static boolean isOnWith(String... tokens) {
        List<ConfigSource> sources = new ArrayList<>(List.of(new SandboxConfig(), new Source(Map.of())));
        for (String token : tokens) {
            sources.add(new Source(Map.of(API_TOKEN, token)));
        }
        return SandboxConfig.isOn(sources);
    }

    @Test
    void anAppTokenOfAnySourceTurnsTheSandboxOff() {
        assertThat(isOnWith("app-token")).isFalse();
        assertThat(isOnWith("app-token", "")).isFalse();
    }

    @Test
    void withoutAnAppTokenTheSandboxIsOn() {
        assertThat(isOnWith()).isTrue();
        assertThat(isOnWith(" ")).isTrue();
    }

    @Test
    void anEmptyValueHidesThatOfALaterSource() {
        assertThat(isOnWith("", "app-token")).isTrue();
    }

    @Test
    void anAppTokenOfTheActiveProfileTurnsTheSandboxOff() {
        String ofProd = "%prod." + API_TOKEN;

        assertThat(isOnWithSource(Map.of("mp.config.profile", "prod", ofProd, "app-token")))
                .isFalse();
        assertThat(isOnWithSource(Map.of("mp.config.profile", "dev, prod", ofProd, "app-token")))
                .isFalse();
        assertThat(isOnWithSource(Map.of("mp.config.profile", "prod", API_TOKEN, "app-token")))
                .isFalse();
        assertThat(isOnWithSource(Map.of("mp.config.profile", "dev", ofProd, "app-token")))
                .isTrue();
        assertThat(isOnWithSource(Map.of(ofProd, "app-token"))).isTrue();
    }

    private static boolean isOnWithSource(Map<String, String> properties) {
        return SandboxConfig.isOn(List.of(new SandboxConfig(), new Source(properties)));
    }

    @Test
    void hasNoOtherKeys() {
        assertThat(new SandboxConfig().getValue("circle.auth.obtain")).isNull();
        assertThat(new SandboxConfig().getPropertyNames()).containsExactlyInAnyOrder(API_TOKEN, "circle.auth.base-url");
    }
}
