package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleProtocolException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@link MemberApi#stream} reads on, in each of Circle's ways of paging. */
class PagesTest {

    private final List<String> requests = new ArrayList<>();
    private final MemberJson json = new MemberJson();

    @AfterEach
    void close() {
        json.close();
    }

    private static JsonValue parse(String text) {
        return Json.createReader(new StringReader(text)).readValue();
    }

    private static String records(LongStream ids) {
        return ids.mapToObj(id -> "{\"id\":" + id + "}").collect(Collectors.joining(",", "\"records\":[", "]"));
    }

    private Stream<Long> ids(String path, Map<String, ?> query, Function<MemberTarget, String> circle) {
        Function<MemberTarget, JsonValue> source = target -> {
            requests.add(target.text());
            assertThat(requests).as("endless").hasSizeLessThan(50);
            return parse(circle.apply(target));
        };
        ListingPage first = ListingPage.first(MemberTarget.of(path, query));
        return StreamSupport.stream(new Pages<>(source, first, json, JsonObject.class), false)
                .map(each -> each.getJsonNumber("id").longValue());
    }

    private static long number(MemberTarget target, String name, long other) {
        return target.value(name).map(Long::parseLong).orElse(other);
    }

    /** Seven records on pages of three. */
    private static String counted(MemberTarget target) {
        long page = number(target, "page", 1);
        return "{\"page\":" + page + ",\"has_next_page\":" + (page < 3) + ","
                + records(LongStream.rangeClosed(page * 3 - 2, Math.min(7, page * 3))) + "}";
    }

    @Test
    void countedPagesAreReadToTheLast() {
        assertThat(ids("/home?sort=oldest", Map.of("per_page", 3), PagesTest::counted))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(requests)
                .containsExactly(
                        "/home?sort=oldest&per_page=3",
                        "/home?sort=oldest&per_page=3&page=2",
                        "/home?sort=oldest&per_page=3&page=3");
    }

    @Test
    void aPageOfTheCallersIsWhereTheStreamBegins() {
        assertThat(ids("/home?page=3", Map.of("page", 2), PagesTest::counted)).containsExactly(4L, 5L, 6L, 7L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "two", "", "1.5"})
    void aPageThatIsNoNumberIsRejectedAtOnce(String page) {
        assertThatThrownBy(() -> ids("/home", Map.of("page", page), PagesTest::counted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("page");
        assertThat(requests).isEmpty();
    }

    @Test
    void aBareArrayIsTheOnlyPage() {
        assertThat(ids("/spaces", Map.of(), target -> "[{\"id\":1},{\"id\":2}]"))
                .containsExactly(1L, 2L);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aPageThatRepeatsIsAProtocolFailure() {
        for (String repeating : List.of(
                "{\"has_next_page\":true,\"records\":[{\"id\":1}]}",
                "{\"page\":1,\"has_next_page\":true,\"records\":[{\"id\":1}]}",
                "{\"has_next_page\":true,\"next_search_after\":[5],\"records\":[{\"id\":1}]}",
                "{\"first_id\":1,\"has_next_page\":true,\"records\":[{\"id\":1}]}",
                "{\"first_id\":1,\"has_previous_page\":true,\"records\":[{\"id\":1}]}")) {
            requests.clear();
            List<Long> read = new ArrayList<>();
            assertThatThrownBy(() -> ids("/home", Map.of(), target -> repeating).forEach(read::add))
                    .as(repeating)
                    .isInstanceOf(CircleProtocolException.class)
                    .hasMessageContaining("GET /home");
            assertThat(read).containsExactly(1L);
            assertThat(requests).hasSize(2);
        }
    }

    @Test
    void aCycleOfPagesIsAProtocolFailure() {
        assertThatThrownBy(() -> ids(
                                "/home",
                                Map.of(),
                                target -> "{\"has_next_page\":true,"
                                        + records(LongStream.of(number(target, "page", 1) % 3)) + "}")
                        .toList())
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("repeats an earlier page");
        assertThat(requests).hasSize(4);
    }

    @Test
    void aPageOfTheSameRecordsRepeatsThoughTheirOtherValuesDiffer() {
        int[] views = {0};

        assertThatThrownBy(() -> ids(
                                "/home",
                                Map.of(),
                                target -> "{\"has_next_page\":true,\"records\":[{\"id\":1,\"views\":" + views[0]++
                                        + "}]}")
                        .toList())
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("repeats an earlier page");
        assertThat(requests).hasSize(2);
    }

    @Test
    void anotherPageThanTheRequestedOneIsAProtocolFailure() {
        int[] id = {0};

        assertThatThrownBy(() -> ids(
                                "/home",
                                Map.of(),
                                target -> "{\"page\":1,\"has_next_page\":true,\"records\":[{\"id\":" + id[0]++ + "}]}")
                        .toList())
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("page 1 where page 2 was requested");
    }

    @Test
    void aResponseThatIsNoListingIsAProtocolFailure() {
        for (String other : List.of("{\"id\":1}", "null", "5", "{\"records\":{}}")) {
            assertThatThrownBy(() -> ids("/home", Map.of(), target -> other).toList())
                    .as(other)
                    .isInstanceOf(CircleProtocolException.class)
                    .hasMessageContaining("no listing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"next_search_after\":[%d,\"x y\"]", "\"meta\":{\"next_search_after\":[%d,\"x y\"]}"})
    void searchesGoOnBehindAValue(String field) {
        Function<MemberTarget, String> circle = target -> {
            long after = target.parameters().containsKey("search_after[]")
                    ? Long.parseLong(
                            target.parameters().get("search_after[]").get(0).replaceAll(".*=", ""))
                    : 0;
            return "{\"page\":1,\"has_next_page\":" + (after < 4) + "," + field.formatted(after + 2) + ","
                    + records(LongStream.rangeClosed(after + 1, after + 2)) + "}";
        };

        assertThat(ids("/community_members?page=1", Map.of("search_text", "a"), circle))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(requests).contains("/community_members?search_text=a&search_after%5B%5D=2&search_after%5B%5D=x+y");
    }

    /**
     * Nine messages, as Circle documents them: around an id, without one at the end.
     *
     * @param minimum Circle may take 0 for this number
     */
    private static String messages(MemberTarget target, long minimum) {
        long id = number(target, "id", 9);
        long from = Math.max(1, id - Math.max(minimum, number(target, "previous_per_page", 2)));
        long to = Math.min(9, id + Math.max(minimum, number(target, "next_per_page", 2)));
        return "{\"id\":" + id + ",\"first_id\":1,\"last_id\":9,\"has_previous_page\":" + (from > 1)
                + ",\"has_next_page\":" + (to < 9) + "," + records(LongStream.rangeClosed(from, to)) + "}";
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3})
    void chatMessagesAreReadFromTheNewestBack(long minimum) {
        assertThat(ids("/messages/u/chat_room_messages", Map.of(), target -> messages(target, minimum)))
                .containsExactly(9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3})
    void chatMessagesAreReadOnFromAnId(long minimum) {
        assertThat(ids("/messages/u/chat_room_messages?id=1", Map.of(), target -> messages(target, minimum)))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(ids(
                        "/messages/u/chat_room_messages",
                        Map.of("id", 5, "previous_per_page", 0, "next_per_page", 2),
                        target -> messages(target, 0)))
                .containsExactly(5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void chatMessagesAreReadBackFromAnIdIfNoNewerOnesAreWanted() {
        assertThat(ids(
                        "/messages/u/chat_room_messages",
                        Map.of("id", 5, "next_per_page", 0),
                        target -> messages(target, 0)))
                .containsExactly(5L, 4L, 3L, 2L, 1L);
    }
}
