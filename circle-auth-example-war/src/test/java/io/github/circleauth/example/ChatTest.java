package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.example.Chat.Message;
import io.github.circleauth.example.Chat.Messages;
import io.github.circleauth.example.Chat.RichBody;
import io.github.circleauth.example.Chat.Room;
import io.github.circleauth.example.Community.Person;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChatTest {

    private static Room room(@Nullable String name, Person... others) {
        return new Room(1L, "u", name, null, List.of(others), null);
    }

    private static Message message(long id, @Nullable String body, @Nullable String fallback) {
        return new Message(id, body, new RichBody(fallback), null, null, null);
    }

    @Test
    void aRoomWithoutANameHasTheNamesOfTheOthers() {
        assertThat(room("Kitchen", new Person("Grace")).name().name()).isEqualTo("Kitchen");
        assertThat(room(" ", new Person("Grace"), new Person("Radia")).name().name())
                .isEqualTo("Grace, Radia");
        assertThat(room(null).name().name()).isEmpty();
        assertThat(room(null).unread()).isZero();
    }

    @Test
    void aMessageWithoutABodyShowsItsFallbackText() {
        assertThat(message(1, "Hello", "Hi").text()).isEqualTo("Hello");
        assertThat(message(1, "", "Hi").text()).isEqualTo("Hi");
        assertThat(new Message(1L, null, null, null, null, null).text()).isNull();
    }

    @Test
    void anOlderPageDoesNotRepeatTheMessageThatItPrecedes() {
        Messages page = new Messages(3L, true, List.of(message(3, "c", null), message(4, "d", null)));

        assertThat(page.before(4).records()).extracting(Message::id).containsExactly(3L);
        assertThat(new Messages(null, null, null).before(4).records()).isEmpty();
    }

    @Test
    void eachLineOfATextIsAParagraph() {
        assertThat(RichText.of("<b>One\n\nThree"))
                .hasToString("{\"body\":{\"type\":\"doc\",\"content\":["
                        + "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"<b>One\"}]},"
                        + "{\"type\":\"paragraph\",\"content\":[]},"
                        + "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"Three\"}]}]}}");
    }
}
