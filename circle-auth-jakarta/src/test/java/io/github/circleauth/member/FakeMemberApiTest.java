package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleMember;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A fake of the Member API in an application's test, which implements the abstract methods alone. */
class FakeMemberApiTest {

    private static final class Fake implements MemberApi {

        private final List<String> requests = new ArrayList<>();

        @Override
        public MemberApi as(CircleMember captured) {
            return this;
        }

        @Override
        public <T> T get(String path, Map<String, ?> query, Class<T> type) {
            requests.add("GET " + path + " " + query + " " + type.getSimpleName());
            return type.cast(type == String.class ? "read" : JsonValue.TRUE);
        }

        @Override
        public <T> Stream<T> stream(String path, Map<String, ?> query, Class<T> type) {
            return Stream.empty();
        }

        @Override
        public JsonValue post(String path, @Nullable Object body) {
            return JsonValue.NULL;
        }

        @Override
        public JsonValue put(String path, @Nullable Object body) {
            return JsonValue.NULL;
        }

        @Override
        public JsonValue patch(String path, @Nullable Object body) {
            return JsonValue.NULL;
        }

        @Override
        public JsonValue delete(String path) {
            return JsonValue.NULL;
        }
    }

    @Test
    void theShorterMethodsUseTheAbstractOne() {
        Fake fake = new Fake();

        assertThat(fake.get("/home")).isEqualTo(JsonValue.TRUE);
        assertThat(fake.get("/home", Map.of("page", "2"))).isEqualTo(JsonValue.TRUE);
        assertThat(fake.get("/home", String.class)).isEqualTo("read");

        assertThat(fake.requests)
                .containsExactly("GET /home {} JsonValue", "GET /home {page=2} JsonValue", "GET /home {} String");
    }
}
