package io.github.circleauth.example;

import io.github.circleauth.example.Chat.Messages;
import io.github.circleauth.example.Chat.RoomDetails;
import io.github.circleauth.example.Chat.Rooms;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The messages of a chat room, {@code /community/chat/<uuid>}: the newest, or with {@code ?before=<id>} older ones. */
@WebServlet("/community/chat/*")
public class ChatRoomServlet extends MemberPageServlet {

    private static final long serialVersionUID = 1L;

    /** The number of messages on a page. */
    private static final String SIZE = "20";

    public ChatRoomServlet() {
        super(1);
    }

    static CompletableFuture<Rooms> rooms(ParallelReads reads) {
        return reads.get("/messages", Map.of("per_page", "50"), Rooms.class);
    }

    @Override
    String read(HttpServletRequest request, ParallelReads reads) {
        String path = path(request);
        @Nullable String before = request.getParameter("before");
        boolean older = before != null && before.matches("[0-9]{1,18}");
        Map<String, String> query = new TreeMap<>(Map.of("previous_per_page", SIZE, "next_per_page", "0"));
        if (older) {
            query.put("id", before);
        }
        CompletableFuture<Rooms> rooms = rooms(reads);
        CompletableFuture<RoomDetails> room = reads.get(path, RoomDetails.class);
        CompletableFuture<Messages> messages = reads.get(path + "/chat_room_messages", query, Messages.class);
        request.setAttribute("older", older);
        request.setAttribute("messages", older ? messages.join().before(Long.parseLong(before)) : messages.join());
        request.setAttribute("room", room.join().chatRoom());
        request.setAttribute("rooms", rooms.join());
        return "chat-room";
    }

    /** Sends a message, or marks all as read. */
    @Override
    String submit(HttpServletRequest request) {
        switch (Objects.requireNonNullElse(request.getParameter("action"), "")) {
            case "send" -> {
                String text = request.getParameter("text");
                if (text != null && !text.isBlank()) {
                    circle.post(path(request) + "/chat_room_messages", newMessage(text.strip()));
                }
            }
            case "read" -> circle.post(path(request) + "/mark_all_as_read", null);
            default -> {
                // Not one of our forms: show the page.
            }
        }
        return "/community/chat" + request.getPathInfo() + "#latest";
    }

    private static JsonObject newMessage(String text) {
        return Json.createObjectBuilder()
                .add("rich_text_body", RichText.of(text))
                .build();
    }

    /** Returns the room's path in the Member API. */
    private static String path(HttpServletRequest request) {
        return "/messages/" + ids(request).get(0);
    }
}
