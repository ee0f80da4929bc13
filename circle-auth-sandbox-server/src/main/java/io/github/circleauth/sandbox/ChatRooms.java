package io.github.circleauth.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The chat rooms of the community, their messages, and up to where each participant has read them. */
final class ChatRooms {

    /** A room, with its participants in a fixed order. */
    record Room(long id, String uuid, String kind, List<Person> participants) {

        boolean has(long communityMemberId) {
            return participants.stream().anyMatch(person -> person.communityMemberId() == communityMemberId);
        }

        boolean isDirect() {
            return kind.equals(DIRECT);
        }

        /** Returns the id of a participant, which is neither that of the member nor that of the user. */
        long participantId(Person person) {
            return id * 100 + participants.indexOf(person);
        }
    }

    /** A message. */
    record Message(
            long id,
            Room room,
            Person sender,
            String text,
            String creationUuid,
            Instant sentAt,
            @Nullable Instant editedAt) {}

    static final String DIRECT = "direct";
    static final String GROUP = "group_chat";

    private static final long FIRST_ROOM = 601;
    private static final long FIRST_MESSAGE = 60_001;

    private final List<Room> rooms = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    /** The id of the last message that a member has read, by room and member. */
    private final Map<String, Long> lastRead = new HashMap<>();

    private long nextMessage = FIRST_MESSAGE;

    /** Creates the sample rooms: a direct one of the first two members, and one of the first three. */
    ChatRooms(List<Person> people, Instant createdAt) {
        if (people.size() > 1) {
            Room direct = open(DIRECT, people.subList(0, 2));
            addSamples(direct, SampleTexts.DIRECT_CHAT, createdAt.minus(Duration.ofHours(3)));
        }
        if (people.size() > 2) {
            Room group = open(GROUP, people.subList(0, 3));
            addSamples(group, SampleTexts.GROUP_CHAT, createdAt.minus(Duration.ofHours(30)));
        }
    }

    private void addSamples(Room room, String[] texts, Instant first) {
        for (int i = 0; i < texts.length; i++) {
            Person sender = room.participants().get(i % room.participants().size());
            String creation = uuid("message " + room.id() + " " + i);
            send(room, sender, texts[i], creation, first.plus(Duration.ofMinutes(4L * i)));
        }
    }

    /** Returns the rooms of a member, that with the latest message first. */
    synchronized List<Room> of(Person member) {
        return rooms.stream()
                .filter(room -> room.has(member.communityMemberId()))
                .sorted(Comparator.comparingLong(
                                (Room room) -> last(room).map(Message::id).orElse(0L))
                        .reversed())
                .toList();
    }

    /** Returns the room with this id or this UUID. */
    synchronized Optional<Room> room(String idOrUuid) {
        return rooms.stream()
                .filter(room ->
                        room.uuid().equals(idOrUuid) || Long.toString(room.id()).equals(idOrUuid))
                .findFirst();
    }

    /** Returns the room of this kind with these participants, in any order. */
    synchronized Optional<Room> room(String kind, List<Person> participants) {
        return rooms.stream()
                .filter(room -> room.kind().equals(kind)
                        && room.participants().size() == participants.size()
                        && room.participants().containsAll(participants))
                .findFirst();
    }

    synchronized Room open(String kind, List<Person> participants) {
        long id = FIRST_ROOM + rooms.size();
        Room room = new Room(id, uuid("room " + id), kind, List.copyOf(participants));
        rooms.add(room);
        return room;
    }

    /** Returns the messages of a room, oldest first. */
    synchronized List<Message> messages(Room room) {
        return messages.stream().filter(message -> message.room().equals(room)).toList();
    }

    synchronized Optional<Message> message(Room room, String id) {
        return messages(room).stream()
                .filter(message -> Long.toString(message.id()).equals(id))
                .findFirst();
    }

    synchronized Optional<Message> last(Room room) {
        List<Message> all = messages(room);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Adds a message. Its sender has read the room. */
    synchronized Message send(Room room, Person sender, String text, String creationUuid, Instant now) {
        Message message = new Message(nextMessage++, room, sender, text, creationUuid, now, null);
        messages.add(message);
        markRead(room, sender);
        return message;
    }

    synchronized Message edit(Message message, String text, Instant now) {
        Message edited = new Message(
                message.id(), message.room(), message.sender(), text, message.creationUuid(), message.sentAt(), now);
        messages.replaceAll(each -> each.id() == message.id() ? edited : each);
        return edited;
    }

    synchronized void delete(Message message) {
        messages.removeIf(each -> each.id() == message.id());
    }

    synchronized void markRead(Room room, Person member) {
        last(room).ifPresent(message -> lastRead.put(key(room, member), message.id()));
    }

    /** Returns the messages of others that a member has not read, oldest first. */
    synchronized List<Message> unread(Room room, Person member) {
        long read = lastRead.getOrDefault(key(room, member), 0L);
        return messages(room).stream()
                .filter(message -> message.id() > read && !message.sender().equals(member))
                .toList();
    }

    private static String key(Room room, Person member) {
        return room.id() + " " + member.communityMemberId();
    }

    private static String uuid(String name) {
        return UUID.nameUUIDFromBytes(("circle-auth-sandbox " + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
