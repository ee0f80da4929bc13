package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Types that cannot be created or written, and annotations of JSON-B. */
class JsonTypesTest extends JsonMappingTestBase {

    JsonTypesTest() throws IOException {}

    record NotPublic(long id) {}

    public record WithNotPublic(List<NotPublic> parts) {}

    public static class WithoutConstructor {
        public WithoutConstructor(String any) {}
    }

    public static class PrivateConstructor {
        private PrivateConstructor() {}
    }

    public abstract static class Abstract {}

    public interface Interface {}

    public class Inner {}

    public record SeveralConstructors(long id, String name) {
        public SeveralConstructors(long id) {
            this(id, "none");
        }
    }

    @Test
    void aTypeThatCantBeCreatedIsRejectedBeforeTheRequest() {
        Map<Class<?>, String> faults = Map.of(
                NotPublic.class, "is not public",
                NotPublic[].class, "is not public",
                WithNotPublic.class, "the type of parts",
                WithoutConstructor.class, "constructor",
                PrivateConstructor.class, "constructor",
                Abstract.class, "is abstract",
                Interface.class, "is abstract",
                Inner.class, "make it static",
                SeveralConstructors.class, "several constructors",
                int.class, "use its wrapper class");

        faults.forEach((type, fault) -> {
            assertThatThrownBy(() -> api.get("/x", type))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(type.getTypeName())
                    .hasMessageContaining(fault);
            assertThatThrownBy(() -> api.stream("/x", Map.of(), type)).isInstanceOf(IllegalArgumentException.class);
        });
        assertThat(requests).hasValue(0);
    }

    @Test
    void aBodyThatCantBeWrittenIsRejectedBeforeTheRequest() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);

        for (Object unwritable : List.of(new NotPublic(1), Map.of("a", Double.NaN), Map.of("a", new NotPublic(1)))) {
            assertThatThrownBy(() -> api.post("/x", unwritable)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> api.put("/x", new NotPublic(1))).hasMessageContaining("not public");
        assertThatThrownBy(() -> api.patch("/x", itself))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contains itself");
        assertThat(requests).hasValue(0);
    }

    /** Reads a count from a text such as {@code "5 likes"}. */
    public static class Likes implements JsonbAdapter<Integer, String> {
        @Override
        public String adaptToJson(Integer likes) {
            return likes + " likes";
        }

        @Override
        public Integer adaptFromJson(String text) {
            return Integer.valueOf(text.split(" ", -1)[0]);
        }
    }

    public record Annotated(
            @JsonbTypeAdapter(Likes.class) Integer likes,
            @JsonbProperty("display_title") String title,
            Optional<String> name) {}

    @Test
    void annotationsOfJsonBAreRespected() {
        assertThat(read("{\"likes\":\"5 likes\",\"display_title\":\"t\",\"name\":\"n\"}", Annotated.class))
                .isEqualTo(new Annotated(5, "t", Optional.of("n")));
        expectFault("{\"display_title\":[]}", Annotated.class, "display_title is an array");
        expectFault("{\"likes\":\"many likes\",\"name\":null}", Annotated.class, "likes is a text that its Java type");
        assertThat(Collections.singleton(
                        read("{\"name\":null}", Annotated.class).name()))
                .containsExactly(Optional.empty());
    }
}
