package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.example.Community.Post;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommunityTest {

    @Test
    void initialsAreThoseOfTheFirstTwoNames() {
        assertThat(Community.initialsOf("Ada Byron")).isEqualTo("AB");
        assertThat(Community.initialsOf(" ada  king byron ")).isEqualTo("AK");
        assertThat(Community.initialsOf("Grace")).isEqualTo("G");
        assertThat(Community.initialsOf("😀 Smile")).isEqualTo("😀S");
        assertThat(Community.initialsOf("")).isEmpty();
        assertThat(Community.initialsOf(null)).isEmpty();
    }

    @Test
    void agesAreToldInTheLargestUnitThatFits() {
        assertThat(Community.ageOf(Duration.ofSeconds(-3))).isEqualTo("just now");
        assertThat(Community.ageOf(Duration.ofMinutes(1))).isEqualTo("1 minute ago");
        assertThat(Community.ageOf(Duration.ofHours(2))).isEqualTo("2 hours ago");
        assertThat(Community.ageOf(Duration.ofDays(3))).isEqualTo("3 days ago");
    }

    @Test
    void onlyAddressesOnTheWebAreLinkedTo() {
        assertThat(linkOf("https://community.example.com/c/a/b")).isEqualTo("https://community.example.com/c/a/b");
        assertThat(linkOf("javascript:alert(1)")).isNull();
        assertThat(linkOf(null)).isNull();
    }

    private static String linkOf(String url) {
        return new Post(null, null, url, null, null, null, null, null).link();
    }
}
