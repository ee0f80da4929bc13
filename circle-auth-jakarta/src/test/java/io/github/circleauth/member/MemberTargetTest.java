package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and query parameters of {@link MemberApi}. */
class MemberTargetTest {

    private static String target(String path, Map<String, ?> query) {
        return MemberTarget.of(path, query).text();
    }

    @Test
    void theQueriesOfPathAndMapAreMerged() {
        assertThat(target("/home?per_page=3", Map.of("page", "2"))).isEqualTo("/home?per_page=3&page=2");
        assertThat(target("/home?", Map.of("page", 2))).isEqualTo("/home?page=2");
        assertThat(target("/home?&&a=1&", Map.of())).isEqualTo("/home?a=1");
        assertThat(target("/home?flag&topics[]=7&topics%5B%5D=8", Map.of()))
                .isEqualTo("/home?flag&topics[]=7&topics%5B%5D=8");
    }

    @Test
    void aParameterOfTheMapReplacesThoseOfTheSameNameInThePath() {
        assertThat(target("/home?page=1&sort=oldest&page=3", Map.of("page", 2))).isEqualTo("/home?page=2&sort=oldest");
        assertThat(target("/home?topics%5B%5D=1&topics[]=2", Map.of("topics[]", List.of(7, 8))))
                .isEqualTo("/home?topics%5B%5D=7&topics%5B%5D=8");
        assertThat(target("/home?topics[]=1", Map.of("topics[]", List.of()))).isEqualTo("/home");
    }

    @Test
    void aCollectionOrArrayRepeatsItsParameter() {
        assertThat(target("/x", Map.of("topics[]", List.of(7, "a b")))).isEqualTo("/x?topics%5B%5D=7&topics%5B%5D=a+b");
        assertThat(target("/x", Map.of("i[]", new int[] {1, 2}))).isEqualTo("/x?i%5B%5D=1&i%5B%5D=2");
        assertThat(target("/x", Map.of("i[]", new String[] {"ä"}))).isEqualTo("/x?i%5B%5D=%C3%A4");
        assertThat(target("/x", Map.of("i[]", List.of()))).isEqualTo("/x");
    }

    @Test
    void valuesAreEncodedOnce() {
        assertThat(target("/x", new TreeMap<>(Map.of("a", "1&b=2#c/ä+%20", "date", LocalDate.EPOCH, "on", true))))
                .isEqualTo("/x?a=1%26b%3D2%23c%2F%C3%A4%2B%2520&date=1970-01-01&on=true");
        assertThat(target("/x", Map.of("empty", ""))).isEqualTo("/x?empty=");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/headless/v1/home, /home",
        "/api/headless/v1/spaces/3/posts?page=2, /spaces/3/posts?page=2",
        "/api/headless/v1x/home, /api/headless/v1x/home"
    })
    void thePathMayBeginWithTheRootOfTheMemberApi(String path, String target) {
        assertThat(target(path, Map.of())).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "home",
                "",
                "/home#part",
                "/home?a=1#part",
                "/home?a=b c",
                "/home?a=%",
                "/home?a=%zz",
                "/home?a=%0a",
                "/home?ä",
                "/a%2fb",
                "/api/headless/v1/../v1/headless/auth_token",
                "/api/headless/v1//home",
                "https://app.circle.so/api/headless/v1/home"
            })
    void aPathThatIsNotPlainIsRejected(String path) {
        assertThatThrownBy(() -> target(path, Map.of("page", "2"))).isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Map<String, ?>> notSendable() {
        return Stream.of(
                Collections.singletonMap("a", null),
                Collections.singletonMap(null, "a"),
                Map.of(" ", "a"),
                Map.of("a", Optional.of("b")),
                Map.of("a", Map.of("b", "c")),
                Map.of("a", List.of(List.of("b"))),
                Map.of("a", Arrays.asList("b", null)),
                Map.of("a", new Object()),
                Map.of("a", "line\nbreak"),
                Map.of("a", "half\ud83d"),
                Map.of("a\u0000", "b"));
    }

    @ParameterizedTest
    @MethodSource("notSendable")
    void aParameterThatCantBeSentAsItIsIsRejected(Map<String, ?> query) {
        assertThatThrownBy(() -> target("/home", query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("query parameter");
    }
}
