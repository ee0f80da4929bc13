package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.ChatRooms.Message;
import io.github.circleauth.sandbox.ChatRooms.Room;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The part of the Member API for chat rooms and their messages. */
final class ChatApi {

    private static final int MAX_SIZE = 100;

    private final Circle circle;
    private final CableEvents events;

    ChatApi(Circle circle) {
        this.circle = circle;
        this.events = new CableEvents(circle);
    }

    SandboxResponse handle(Operation operation, SandboxRequest request, Person member) {
        ChatRooms rooms = circle.community().chatRooms();
        ChatJson json = new ChatJson(rooms, member);
        return switch (operation) {
            case CHAT_ROOMS -> {
                PageRequest page = PageRequest.of(request, 10);
                List<Room> all = rooms.of(member);
                yield SandboxResponse.ok(MemberView.listing(page, all, json::room)
                        .add("page_count", Math.max(1, page.pageCount(all)))
                        .build());
            }
            case CREATE_CHAT_ROOM -> created(rooms, request, member);
            case UNREAD_CHAT_ROOMS -> unread(rooms, member);
            default -> handleRoom(operation, request, member, room(operation, request, member));
        };
    }

    private SandboxResponse handleRoom(Operation operation, SandboxRequest request, Person member, Room room) {
        ChatRooms rooms = circle.community().chatRooms();
        ChatJson json = new ChatJson(rooms, member);
        return switch (operation) {
            case CHAT_ROOM -> SandboxResponse.ok(wrapped(json.room(room)));
            case CHAT_MESSAGES ->
                SandboxResponse.ok(json.messages(
                        room,
                        PageRequest.number(request, "id", Long.MAX_VALUE).orElse(null),
                        size(request, "previous_per_page"),
                        size(request, "next_per_page")));
            case SEND_CHAT_MESSAGE -> sent(send(room, member, text(body(request))));
            case READ_CHAT_ROOM -> {
                rooms.markRead(room, member);
                events.read(room, member);
                yield SandboxResponse.ok(JsonValue.EMPTY_JSON_OBJECT);
            }
            default -> handleMessage(operation, request, member, message(operation, request, room));
        };
    }

    private SandboxResponse handleMessage(Operation operation, SandboxRequest request, Person member, Message message) {
        ChatRooms rooms = circle.community().chatRooms();
        if (operation != Operation.CHAT_MESSAGE && !message.sender().equals(member)) {
            throw Refusal.ACTION_DENIED.exception();
        }
        return switch (operation) {
            case EDIT_CHAT_MESSAGE -> {
                Message edited = rooms.edit(message, text(body(request)), now());
                events.edited(edited);
                yield SandboxResponse.ok(ChatJson.message(edited));
            }
            case DELETE_CHAT_MESSAGE -> {
                rooms.delete(message);
                events.deleted(message);
                yield SandboxResponse.ok(JsonValue.EMPTY_JSON_OBJECT);
            }
            default -> SandboxResponse.ok(ChatJson.message(message));
        };
    }

    private SandboxResponse created(ChatRooms rooms, SandboxRequest request, Person member) {
        JsonFields wanted = chatRoom(request);
        List<Person> participants = participants(wanted.object(), member);
        String kind = participants.size() == 2 ? ChatRooms.DIRECT : ChatRooms.GROUP;
        Room room = rooms.room(kind, participants).orElseGet(() -> {
            Room opened = rooms.open(kind, participants);
            events.created(opened);
            return opened;
        });
        if (wanted.has("rich_text_body")) {
            Message unused = send(room, member, text(wanted));
        }
        return SandboxResponse.ok(wrapped(new ChatJson(rooms, member).room(room)));
    }

    private static JsonFields chatRoom(SandboxRequest request) {
        try {
            return body(request).nested("chat_room");
        } catch (IllegalArgumentException e) {
            throw Refusal.BODY_UNREADABLE.exception();
        }
    }

    /** Returns the member and the others whom a request names, by numbers or by texts. */
    private List<Person> participants(JsonObject wanted, Person member) {
        List<Person> participants = new ArrayList<>(List.of(member));
        if (!(wanted.get("community_member_ids") instanceof JsonArray ids) || ids.isEmpty()) {
            throw Refusal.BODY_UNREADABLE.exception();
        }
        for (JsonValue id : ids) {
            String text = id instanceof JsonString string ? string.getString() : id.toString();
            Person person = circle.people().stream()
                    .filter(each -> Long.toString(each.communityMemberId()).equals(text))
                    .findFirst()
                    .orElseThrow(Refusal.PATH_NOT_FOUND::exception);
            if (!participants.contains(person)) {
                participants.add(person);
            }
        }
        if (participants.size() == 1) {
            throw Refusal.BODY_UNREADABLE.exception();
        }
        return participants;
    }

    private static SandboxResponse unread(ChatRooms rooms, Person member) {
        var uuids = Json.array();
        rooms.of(member).stream()
                .filter(room -> !rooms.unread(room, member).isEmpty())
                .forEach(room -> uuids.add(room.uuid()));
        return SandboxResponse.ok(Json.object().add("chat_rooms", uuids).build());
    }

    private Message send(Room room, Person sender, String text) {
        Message message = circle.community()
                .chatRooms()
                .send(room, sender, text, circle.tokenGenerator().uuid(), now());
        events.sent(message);
        return message;
    }

    private static SandboxResponse sent(Message message) {
        return SandboxResponse.of(
                202,
                Json.object()
                        .add("creation_uuid", message.creationUuid())
                        .addNull("parent_message_id")
                        .add("sent_at", Timestamps.iso(message.sentAt()))
                        .build());
    }

    /** Returns the room that the path names, if the member is in it. */
    private Room room(Operation operation, SandboxRequest request, Person member) {
        Room room = circle.community()
                .chatRooms()
                .room(operation.ids(request).get(0))
                .orElseThrow(Refusal.PATH_NOT_FOUND::exception);
        if (!room.has(member.communityMemberId())) {
            throw Refusal.ACTION_DENIED.exception();
        }
        return room;
    }

    private Message message(Operation operation, SandboxRequest request, Room room) {
        List<String> ids = operation.ids(request);
        return circle.community()
                .chatRooms()
                .message(room, ids.get(ids.size() - 1))
                .orElseThrow(Refusal.PATH_NOT_FOUND::exception);
    }

    private static JsonObject wrapped(JsonObject room) {
        return Json.object().add("chat_room", room).build();
    }

    private static int size(SandboxRequest request, String name) {
        return PageRequest.number(request, name, MAX_SIZE).orElse(20L).intValue();
    }

    private Instant now() {
        return circle.clock().instant();
    }

    /** Returns the text of the field {@code rich_text_body}. */
    private static String text(JsonFields fields) {
        try {
            String text =
                    RichText.text(fields.nested("rich_text_body").nested("body").object());
            if (!text.isBlank()) {
                return text;
            }
        } catch (ClassCastException | IllegalArgumentException e) {
            // Refused below.
        }
        throw Refusal.BODY_UNREADABLE.exception();
    }

    private static JsonFields body(SandboxRequest request) {
        try {
            return new JsonFields("the body", Json.parseObject(request.body()));
        } catch (JsonException e) {
            throw Refusal.BODY_UNREADABLE.exception();
        }
    }
}
