package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Serialized;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server whose {@code jdk.serialFilter} refuses every class outside {@code java.lang}. */
class SerialFilterTest {

    private static final ObjectInputFilter ONLY_JAVA_LANG = ObjectInputFilter.Config.createFilter("java.lang.*;!*");

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final StubSession session = application.session("s1");

    @SuppressWarnings("BanSerializableRead") // The filter is what the test is about.
    private static Object deserialized(Object object) throws IOException, ClassNotFoundException {
        try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(Serialized.bytes(object)))) {
            stream.setObjectInputFilter(ONLY_JAVA_LANG);
            return stream.readObject();
        }
    }

    @Test
    @Tag("S8")
    void aSessionMovesWhereOnlyJavaLangMayBeDeserialized() throws Exception {
        application.serve(new StubRequest("1001", session));
        StubSession moved = application.session("s1");
        for (var attribute : session.attributes.entrySet()) {
            moved.attributes.put(attribute.getKey(), deserialized(attribute.getValue()));
        }

        application.serve(new StubRequest("1001", moved));

        assertThat(moved.attributes).hasSize(2).isEqualTo(session.attributes);
        assertThat(application.obtains()).isOne();
    }

    @Test
    void theFilterRefusesOtherClasses() {
        assertThatThrownBy(() -> deserialized(Duration.ZERO)).isInstanceOf(InvalidClassException.class);
    }
}
