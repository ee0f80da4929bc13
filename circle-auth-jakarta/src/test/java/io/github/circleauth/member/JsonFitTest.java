package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.member.JsonFit.Unfit;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** JSON that fits is neither copied nor described: only changes and faults cost more. */
class JsonFitTest {

    public static class Post {
        public long id;
        public String name;
        public List<Integer> likes;
        public Map<String, Post> replies;
    }

    private final JsonFit fit = new JsonFit(Json.createBuilderFactory(Map.of()));

    private static JsonValue json(String text) {
        return Json.createReader(new StringReader(text)).readValue();
    }

    private JsonValue fitted(String text) throws Unfit {
        return fit.fit(json(text), Post.class, "");
    }

    @Test
    void whatFitsIsReturnedAsItIs() throws Unfit {
        JsonValue post =
                json("{\"id\":7,\"name\":null,\"likes\":[1,2],\"replies\":{\"a\":{\"id\":8}},\"other\":[1.5]}");

        assertThat(fit.fit(post, Post.class, "")).isSameAs(post);
    }

    @Test
    void whatMustChangeChangesInItsPlace() throws Unfit {
        assertThat(
                        fitted(
                                "{\"id\":null,\"name\":\"x\",\"likes\":[1,2.0,1e2],\"replies\":{\"a\":{\"id\":3},\"b\":{\"id\":1E1}}}"))
                .hasToString(
                        "{\"id\":0,\"name\":\"x\",\"likes\":[1,2,100],\"replies\":{\"a\":{\"id\":3},\"b\":{\"id\":10}}}");
    }

    @Test
    void aFaultIsNamedWithItsPlace() {
        assertThatThrownBy(() -> fitted("{\"replies\":{\"a\":{\"likes\":[1,\"x\",[]]}}}"))
                .hasMessage("replies.a.likes[2] is an array where the Java type has a number");
        assertThatThrownBy(() -> fit.fit(json("[{\"id\":1},{\"id\":\"x\",\"name\":{}}]"), Post[].class, "records"))
                .hasMessage("records[1].name is an object where the Java type has a text");
        assertThatThrownBy(() -> fitted("{\"replies\":{\"not a name\":{\"id\":[]}}}"))
                .hasMessage("replies.?.id is an array where the Java type has a number");
    }
}
