package io.github.circleauth.cdi;

import static io.github.circleauth.cdi.Configured.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.live.LiveOrigins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveSettingsTest {

    @Test
    void pagesHaveNoLiveChannelUnlessItHasAPath() {
        LiveSettings live = read("rate-limit", "1600").live();

        assertThat(live.path()).isEmpty();
        assertThat(live.origins()).isSameAs(LiveOrigins.OWN);
        assertThat(live.channels())
                .containsExactlyInAnyOrder(
                        "NotificationChannel",
                        "ChatRoomChannel",
                        "Chats::RoomChannel",
                        "Chats::CommunityMemberThreadsChannel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/circle-live", "/a/b.c/d_e~f"})
    void aPathIsOneBelowTheContextPath(String path) {
        assertThat(read("live-path", path).live().path()).contains(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"circle-live", "/", "/live/", "/live/*", "/{live}", "/a/../b", "/a?b", "/a b", "//live"})
    void aMalformedPathIsRefused(String path) {
        assertThatThrownBy(() -> read("live-path", path))
                .hasMessageContaining("circle.auth.live-path is malformed. It must be a path below the application's"
                        + " context path, such as /circle-live");
    }

    @Test
    void theRequestsPrincipalExcludesAPath() {
        assertThatThrownBy(() -> read("live-path", "/live", "principal", "request"))
                .hasMessageContaining("circle.auth.principal is \"request\", and the live channel has a path.");
        assertThat(read("principal", "request").live().path()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "live-origins, community.example, has a malformed origin",
        "live-channels, 'NotificationChannel,', has a malformed name",
        "live-channels, notifications, has a malformed name",
    })
    void malformedListsAreRefused(String key, String value, String problem) {
        assertThatThrownBy(() -> read(key, value)).hasMessageContaining("circle.auth." + key + " " + problem);
    }

    @Test
    void channelsOfTheCommunitysOwnAreAllowedIfTheyAreNamed() {
        assertThat(read("live-channels", "NotificationChannel, Events::SpaceChannel")
                        .live()
                        .channels())
                .containsExactlyInAnyOrder("NotificationChannel", "Events::SpaceChannel");
    }
}
