package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON into the types of the caller, with the servers' provider Yasson: what doesn't fit is named, and never changed. */
class JsonMappingTest extends JsonMappingTestBase {

    JsonMappingTest() throws IOException {}

    public enum Status {
        PUBLISHED,
        DRAFT
    }

    public record Author(String name, int posts, Map<String, Integer> counts) {}

    public record Post(
            long id,
            String displayTitle,
            int userLikesCount,
            boolean isLiked,
            Author author,
            List<Author> editors,
            Status status,
            Instant createdAt,
            LocalDate day) {}

    public record Listing(List<Post> records) {}

    public record Numbers(
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            char c,
            Integer boxed,
            OptionalInt optional,
            BigInteger big,
            BigDecimal decimal,
            int[] array) {}

    public static class Bean {
        public int count = 5;
        private String title = "none";

        public String getTitle() {
            return title;
        }

        public void setTitle(String title) {
            this.title = title;
        }
    }

    public static class Page<T> {
        public List<T> records;
        public T first;
        public T[] array;
    }

    public static class AuthorPage extends Page<Author> {}

    public record Pages(List<? extends Author> some, Optional<? extends Author> one, AuthorPage page) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'some':[{'posts':4294967297}]}=some[0].posts is a number that is no int",
                "{'one':{'posts':4294967297}}=one.posts is a number that is no int",
                "{'page':{'records':[{},{'posts':1.5}]}}=page.records[1].posts is a number that is no int",
                "{'page':{'first':{'counts':{'a':1e10}}}}=page.first.counts.a is a number that is no int",
                "{'page':{'array':[{'posts':-4294967297}]}}=page.array[0].posts is a number that is no int",
                "{'page':{'first':[]}}=page.first is an array where the Java type has an object"
            })
    void aNumberIsNotWrappedBehindAWildcardOrATypeVariableEither(String jsonAndFault) {
        String[] parts = jsonAndFault.replace('\'', '"').split("=");
        expectFault(parts[0], Pages.class, ": " + parts[1]);
    }

    @Test
    void nullsAndMissingFieldsBehindAWildcardOrATypeVariableAreZero() {
        Pages pages = read(
                "{\"some\":[{\"posts\":null}],\"page\":{\"records\":[{\"posts\":null},{}],\"first\":{\"posts\":3}}}",
                Pages.class);

        assertThat(pages.some().get(0).posts()).isZero();
        assertThat(pages.page().records).extracting(Author::posts).containsExactly(0, 0);
        assertThat(pages.page().first.posts()).isEqualTo(3);
    }

    @Test
    void aNullForAPrimitiveIsZeroOrFalse() {
        Post post = read(
                "{\"id\":null,\"user_likes_count\":null,\"is_liked\":null,\"author\":{\"name\":null,\"posts\":null},"
                        + "\"editors\":[{\"posts\":null}],\"status\":null,\"created_at\":null}",
                Post.class);

        assertThat(post)
                .isEqualTo(new Post(
                        0,
                        null,
                        0,
                        false,
                        new Author(null, 0, null),
                        List.of(new Author(null, 0, null)),
                        null,
                        null,
                        null));
        assertThat(read("{\"array\":[1,null,2],\"c\":null,\"boxed\":null}", Numbers.class)
                        .array())
                .containsExactly(1, 0, 2);
        Bean bean = read("{\"count\":null,\"title\":null}", Bean.class);
        assertThat(bean.count).isZero();
    }

    @Test
    void whatCircleLeavesOutIsNullOrZeroAndWhatTheTypeLacksIsIgnored() {
        assertThat(read("{\"id\":7,\"unknown\":{\"a\":[1]}}", Post.class))
                .isEqualTo(new Post(7, null, 0, false, null, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i | 3000000000",
                "i | -2147483649",
                "i | 1.5",
                "i | 1e30",
                "l | 9223372036854775808",
                "l | 1e30",
                "l | 1e999999999",
                "b | 128",
                "b | 300",
                "s | 70000",
                "f | 1e39",
                "d | 1e400",
                "boxed | 3000000000",
                "optional | 3000000000",
                "i | true",
                "i | [5]",
                "i | {\"x\":5}",
                "i | \"\"",
                "i | \"3000000000\"",
                "c | \"ab\"",
                "c | \"\"",
                "c | 5",
                "big | 1.5",
                "big | \"x\"",
                "decimal | []",
                "array | {}",
                "array | 5"
            })
    void aNumberThatDoesNotFitIsRefused(String name, String value) {
        expectFault("{\"" + name + "\":" + value + "}", Numbers.class, ": " + name + " is ");
    }

    @Test
    void aNumberThatFitsIsRead() {
        Numbers numbers = read(
                "{\"b\":-128,\"s\":3e2,\"i\":2147483647,\"l\":-9223372036854775808,\"f\":1.5,\"d\":1e300,\"c\":\"x\","
                        + "\"boxed\":3.0,\"optional\":4,\"big\":123456789012345678901,\"decimal\":1.10,\"array\":[1]}",
                Numbers.class);

        assertThat(numbers.l()).isEqualTo(Long.MIN_VALUE);
        assertThat(numbers.s()).isEqualTo((short) 300);
        assertThat(numbers.boxed()).isEqualTo(3);
        assertThat(numbers.optional()).hasValue(4);
        assertThat(numbers.big()).isEqualTo("123456789012345678901");
        assertThat(read("{\"i\":\"12\"}", Numbers.class).i()).isEqualTo(12);
    }

    @Test
    void whatCantBeReadIsNamedWithItsPlace() {
        String other = "{\"id\":1,\"display_title\":null}";
        expectFault(
                "{\"records\":[" + other + "," + other + "," + other
                        + ",{\"author\":{\"name\":[\"private matter\"]}}]}",
                Listing.class,
                "records[3].author.name is an array where the Java type has a text");
        expectFault("{\"author\":[]}", Post.class, "author is an array where the Java type has an object");
        expectFault("{\"author\":{\"counts\":{\"a\":1,\"b\":\"x\"}}}", Post.class, "author.counts.b is a text");
        expectFault("{\"author\":{\"counts\":{\"a private matter\":\"x\"}}}", Post.class, "author.counts.? is a text");
        expectFault("{\"author\":{\"counts\":{\"a\":1e10}}}", Post.class, "author.counts.a is a number that is no int");
        expectFault("{\"editors\":[{},5]}", Post.class, "editors[1] is a number where the Java type has an object");
        expectFault("{\"status\":\"private matter\"}", Post.class, "status is a text where the Java type has the name");
        expectFault("{\"is_liked\":\"yes\"}", Post.class, "is_liked is a text where the Java type has true or false");
        expectFault("{\"is_liked\":1}", Post.class, "is_liked is a number");
        for (String date : List.of("\"private matter\"", "\"\"", "5", "[]", "\"2026-02-30\"")) {
            expectFault("{\"id\":1,\"created_at\":" + date + "}", Post.class, "created_at is ");
            expectFault("{\"id\":null,\"author\":null,\"day\":" + date + "}", Post.class, "day is ");
        }
        expectFault(
                "[" + other + ",{\"created_at\":\"x\"}]", Post[].class, "[1].created_at is a text that its Java type");
    }

    @Test
    void aBodyOfAnotherKindIsNamed() {
        expectFault("[]", Post.class, "it is an array where the Java type has an object");
        expectFault("[{\"id\":7}]", Post.class, "it is an array");
        expectFault("{}", Post[].class, "it is an object where the Java type has an array");
        expectFault("5", Post.class, "it is a number");
        expectFault("{}", JsonArray.class, "it is an object");
        expectFault("[]", JsonObject.class, "it is an array");
        expectFault("null", Post.class, "it is empty");
        expectFault("", Post.class, "it is empty");
        expectFault("{\"id\":1} {", Post.class, "JSON");
        expectFault("{\"id\":1", Post.class, "no well-formed JSON");
        expectFault("<html>", JsonValue.class, "no well-formed JSON");
        expectFault("{}", String.class, "it is an object where the Java type has a text");
    }

    @Test
    void mapsAndListsHaveJavasValues() {
        assertThat(read("{\"a\":\"b\"}", Map.class)).isEqualTo(Map.of("a", "b"));
        assertThat(read("[\"a\"]", List.class)).isEqualTo(List.of("a"));
        assertThat(read("{\"a\":1}", Object.class)).isInstanceOf(JsonObject.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 5_000, 1_000_000})
    void deepNestingIsAProtocolFailure(int depth) {
        String arrays = "[".repeat(depth) + "]".repeat(depth);
        expectFault(arrays, JsonValue.class, "nested more than 200 deep");
        expectFault("{\"a\":".repeat(depth) + "1" + "}".repeat(depth), Map.class, "nested more than 200 deep");
        expectFault("{\"unknown\":" + arrays + "}", Post.class, "nested more than 200 deep");
    }

    @Test
    void bracketsInTextsAreNoNesting() {
        assertThat(read("{\"display_title\":\"" + "[{\\\"".repeat(500) + "\"}", Post.class)
                        .displayTitle())
                .hasSize(1500);
        assertThat(read("[".repeat(200) + "]".repeat(200), JsonArray.class)).hasSize(1);
    }

    @Test
    void aRecordOfAStreamIsNamedToo() {
        body = "[{\"id\":1},{\"id\":\"x\"}]";

        assertThatThrownBy(() -> api.stream("/x", Post.class).toList())
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("records[1].id is a text");
    }
}
