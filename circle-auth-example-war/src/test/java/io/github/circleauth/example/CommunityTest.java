package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.example.Community.Notifiable;
import io.github.circleauth.example.Community.Post;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CommunityTest {

    @Test
    void initialsAreTakenFromTheFirstTwoNames() {
        assertThat(Community.initialsOf("Ada Byron")).isEqualTo("AB");
        assertThat(Community.initialsOf(" ada  king byron ")).isEqualTo("AK");
        assertThat(Community.initialsOf("Grace")).isEqualTo("G");
        assertThat(Community.initialsOf("😀 Smile")).isEqualTo("😀S");
        assertThat(Community.initialsOf("")).isEmpty();
        assertThat(Community.initialsOf(null)).isEmpty();
    }

    @Test
    void agesAreShownInTheLargestUnitThatFits() {
        assertThat(Community.ageOf(Duration.ofSeconds(-3))).isEqualTo("just now");
        assertThat(Community.ageOf(Duration.ofMinutes(1))).isEqualTo("1 minute ago");
        assertThat(Community.ageOf(Duration.ofHours(2))).isEqualTo("2 hours ago");
        assertThat(Community.ageOf(Duration.ofDays(3))).isEqualTo("3 days ago");
    }

    @Test
    void onlyHttpsAddressesAreLinked() {
        assertThat(linkOf("https://community.example.com/c/a/b")).isEqualTo("https://community.example.com/c/a/b");
        assertThat(linkOf("javascript:alert(1)")).isNull();
        assertThat(linkOf(null)).isNull();
    }

    @Test
    void anInvalidOrderOrPageNumberGivesTheDefault() {
        assertThat(Paging.of("3", "popular")).isEqualTo(new Paging(3, Paging.Sort.POPULAR));
        assertThat(Paging.of("0", "likes&page=2")).isEqualTo(new Paging(1, Paging.Sort.LATEST));
        assertThat(Paging.of("1e9", null)).isEqualTo(new Paging(1, Paging.Sort.LATEST));
        assertThat(Paging.of(null, "POPULAR").query()).containsEntry("sort", "latest");
    }

    @Test
    void aNotificationOfACommentLinksToItsPost() {
        assertThat(new Notifiable(2005L, null).post()).isEqualTo(2005);
        assertThat(new Notifiable(40_001L, 2005L).post()).isEqualTo(2005);
    }

    @Test
    void anEventsTimesAreShownInUtc() {
        EventTimes times = new EventTimes(Instant.parse("2026-05-02T17:00:00Z"), Instant.parse("2026-05-02T18:30:00Z"));

        assertThat(times.hours()).isEqualTo("17:00 to 18:30 UTC");
        assertThat(times.weekday() + " " + times.day() + " " + times.month()).isEqualTo("Saturday 2 May");
        assertThat(new EventTimes(null, null).day()).isEmpty();
    }

    private static String linkOf(String url) {
        return new Post(null, null, null, url, null, null, null, null, null, null).link();
    }
}
