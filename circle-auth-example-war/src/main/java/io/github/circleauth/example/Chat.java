package io.github.circleauth.example;

import io.github.circleauth.example.Community.Person;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Records for the JSON of chat rooms and their messages, with the fields that the pages show. */
public final class Chat {

    private Chat() {}

    /** The member's chat rooms. */
    public record Rooms(@Nullable List<Room> records) {}

    /** The details of one room. */
    public record RoomDetails(@Nullable Room chatRoom) {}

    /** A chat room. */
    public record Room(
            @Nullable Long id,
            @Nullable String uuid,
            @Nullable String chatRoomName,
            @Nullable Integer unreadMessagesCount,
            @Nullable List<Person> otherParticipantsPreview,
            @Nullable Message lastMessage) {

        /** Returns the room's name, or the names of the others in it. */
        public Person name() {
            return new Person(
                    chatRoomName != null && !chatRoomName.isBlank()
                            ? chatRoomName
                            : Objects.requireNonNullElse(otherParticipantsPreview, List.<Person>of()).stream()
                                    .map(Person::name)
                                    .filter(Objects::nonNull)
                                    .collect(Collectors.joining(", ")));
        }

        public int unread() {
            return unreadMessagesCount == null ? 0 : unreadMessagesCount;
        }
    }

    /** Some successive messages of a room, oldest first. */
    public record Messages(
            @Nullable Long firstId,
            @Nullable Boolean hasPreviousPage,
            @Nullable List<Message> records) {

        /** Returns those of the messages that precede one. Circle's page may contain that one too. */
        Messages before(long id) {
            return new Messages(
                    firstId,
                    hasPreviousPage,
                    Objects.requireNonNullElse(records, List.<Message>of()).stream()
                            .filter(message -> message.id() != null && message.id() < id)
                            .toList());
        }
    }

    /** A message. */
    public record Message(
            @Nullable Long id,
            @Nullable String body,
            @Nullable RichBody richTextBody,
            @Nullable Instant sentAt,
            @Nullable Instant editedAt,
            @Nullable Sender sender) {

        public String age() {
            return Community.ageOf(sentAt);
        }

        public Person author() {
            return new Person(sender == null ? null : sender.name());
        }

        /** Returns the text, which Circle leaves out of {@code body} in some messages. */
        public @Nullable String text() {
            return (body == null || body.isBlank()) && richTextBody != null
                    ? richTextBody.circleIosFallbackText()
                    : body;
        }
    }

    /** The formatted text of a message; only its plain form is shown. */
    public record RichBody(@Nullable String circleIosFallbackText) {}

    /** The member who sent a message. */
    public record Sender(@Nullable String name, @Nullable Long communityMemberId) {}
}
