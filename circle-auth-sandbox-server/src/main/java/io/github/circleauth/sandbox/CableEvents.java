package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.ChatRooms.Message;
import io.github.circleauth.sandbox.ChatRooms.Room;
import io.github.circleauth.sandbox.MemberActivity.News;
import jakarta.json.JsonObject;
import java.util.Optional;

/** Tells the real-time channel what members do through the Member API. */
record CableEvents(Circle circle) {

    /** A member has a new notification. */
    void notified(News news) {
        RecordJson json = new RecordJson(circle.community(), circle.communityId(), news.recipient());
        send(
                news.recipient(),
                CableSubscription.NOTIFICATIONS,
                "newNotification",
                json.notification(news.notification()));
        int count = circle.community().activity().newNotifications(news.recipient());
        send(news.recipient(), CableSubscription.NOTIFICATIONS, "updateNewNotificationCount", count(count));
    }

    /** A member has seen all notifications. */
    void seen(Person member) {
        send(member, CableSubscription.NOTIFICATIONS, "resetNewNotificationCount", count(0));
    }

    private static JsonObject count(int count) {
        return Json.object().add("new_notifications_count", count).build();
    }

    void created(Room room) {
        for (Person each : room.participants()) {
            send(
                    each,
                    CableSubscription.CHAT_ROOMS,
                    "chatRoomCreated",
                    new ChatJson(circle.community().chatRooms(), each).room(room));
        }
    }

    void read(Room room, Person member) {
        send(
                member,
                CableSubscription.CHAT_ROOMS,
                "chatRoomRead",
                Json.object().add("chat_room_uuid", room.uuid()).build());
    }

    void sent(Message message) {
        JsonObject fields = ChatJson.message(message);
        message.room().participants().forEach(each -> send(each, CableSubscription.CHAT_ROOMS, "newMessage", fields));
        sendToRoom(message.room(), "newMessage", fields);
    }

    void edited(Message message) {
        sendToRoom(message.room(), "updatedMessage", ChatJson.message(message));
    }

    void deleted(Message message) {
        sendToRoom(
                message.room(),
                "deletedMessage",
                Json.object().add("id", message.id()).addNull("parent_message").build());
    }

    private void send(Person recipient, String channel, String name, JsonObject fields) {
        int unused = circle.cable()
                .send(
                        recipient.communityMemberId(),
                        subscription -> subscription.channel().equals(channel),
                        circle.cable().event(name, fields));
    }

    private void sendToRoom(Room room, String name, JsonObject fields) {
        JsonObject event = circle.cable().event(name, fields);
        for (Person each : room.participants()) {
            int unused = circle.cable()
                    .send(
                            each.communityMemberId(),
                            subscription -> circle.community()
                                    .chatRooms()
                                    .room(String.valueOf(subscription.room()))
                                    .equals(Optional.of(room)),
                            event);
        }
    }
}
