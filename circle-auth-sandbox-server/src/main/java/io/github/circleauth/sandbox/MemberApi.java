package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Community.Post;
import io.github.circleauth.sandbox.Community.Space;
import io.github.circleauth.sandbox.MemberActivity.Notification;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The part of the Member API that demonstrations and proxies need. Each request is answered for its token's member. */
final class MemberApi {

    private final Circle circle;
    private final AccessTokens tokens;
    private final ChatApi chat;

    MemberApi(Circle circle, AccessTokens tokens) {
        this.circle = circle;
        this.tokens = tokens;
        this.chat = new ChatApi(circle);
    }

    /**
     * Executes a request.
     *
     * @param substitute replaces the member to whom the token belongs
     * @throws Refusal.RefusedException if the request is refused
     */
    SandboxResponse handle(Operation operation, SandboxRequest request, UnaryOperator<Person> substitute) {
        Person member = tokens.member(request, substitute);
        return handle(operation, request, member).withMember(member.communityMemberId());
    }

    private SandboxResponse handle(Operation operation, SandboxRequest request, Person member) {
        MemberView view = new MemberView(circle.community(), circle.communityId(), member);
        return switch (operation) {
            case COMMUNITY_MEMBER -> SandboxResponse.ok(view.communityMember());
            case HOME -> SandboxResponse.ok(view.home(PageRequest.of(request, 10)));
            case SPACES -> SandboxResponse.ok(view.spaces());
            case SPACE -> SandboxResponse.ok(view.json().space(space(operation, request, member)));
            case CREATE_POST -> created(request, space(operation, request, member), member, view);
            case SPACE_POSTS ->
                SandboxResponse.ok(view.posts(space(operation, request, member), PageRequest.of(request, 10)));
            case EVENTS -> SandboxResponse.ok(view.events(PageRequest.of(request, 10)));
            case MEMBERS -> SandboxResponse.ok(view.members(PageRequest.of(request, 10), search(request)));
            case POST, COMMENTS, COMMENT, LIKE, UNLIKE ->
                handlePost(operation, request, member, post(operation, request, member), view);
            case CHAT_ROOMS,
                    CREATE_CHAT_ROOM,
                    UNREAD_CHAT_ROOMS,
                    CHAT_ROOM,
                    READ_CHAT_ROOM,
                    CHAT_MESSAGES,
                    SEND_CHAT_MESSAGE,
                    CHAT_MESSAGE,
                    EDIT_CHAT_MESSAGE,
                    DELETE_CHAT_MESSAGE -> chat.handle(operation, request, member);
            case SET_COOKIES ->
                cookies("Cookies generated", circle.tokenGenerator().uuid(), "");
            case CLEAR_COOKIES -> cookies("Cookies deleted", "", "; Max-Age=0");
            default -> handleNotifications(operation, request, member, view);
        };
    }

    private SandboxResponse handlePost(
            Operation operation, SandboxRequest request, Person member, Post post, MemberView view) {
        MemberActivity activity = circle.community().activity();
        return switch (operation) {
            case POST -> SandboxResponse.ok(view.json().post(post));
            case COMMENTS -> SandboxResponse.ok(view.comments(post, PageRequest.of(request, 60)));
            case COMMENT ->
                SandboxResponse.of(
                        201,
                        view.json()
                                .comment(activity.comment(
                                        post,
                                        member,
                                        commentText(request),
                                        circle.clock().instant())));
            case LIKE -> {
                activity.like(post, member, circle.clock().instant());
                yield success("Post has been liked");
            }
            default -> {
                activity.unlike(post, member);
                yield success("Post has been unliked");
            }
        };
    }

    private SandboxResponse handleNotifications(
            Operation operation, SandboxRequest request, Person member, MemberView view) {
        MemberActivity activity = circle.community().activity();
        Instant now = circle.clock().instant();
        return switch (operation) {
            case NOTIFICATIONS -> SandboxResponse.ok(view.notifications(PageRequest.of(request, 20), status(request)));
            case NEW_NOTIFICATIONS -> SandboxResponse.ok(view.newNotifications());
            case READ_NOTIFICATION -> {
                Optional<Notification> read =
                        activity.markRead(member, operation.ids(request).get(0), now);
                yield SandboxResponse.ok(view.json().notification(read.orElseThrow(Refusal.PATH_NOT_FOUND::exception)));
            }
            case READ_ALL_NOTIFICATIONS -> {
                activity.markAllRead(member, now);
                yield SandboxResponse.ok(JsonValue.EMPTY_JSON_OBJECT);
            }
            case RESET_NEW_NOTIFICATIONS -> {
                activity.markSeen(member);
                new CableEvents(circle).seen(member);
                yield SandboxResponse.ok(
                        Json.object().add("new_notifications_count", 0).build());
            }
            default -> throw Refusal.PATH_NOT_FOUND.exception();
        };
    }

    private Space space(Operation operation, SandboxRequest request, Person member) {
        return accessible(
                circle.community().space(operation.ids(request).get(0)).orElseThrow(Refusal.SPACE_NOT_FOUND::exception),
                member);
    }

    /** Returns the post that the path names, alone or in a space. */
    private Post post(Operation operation, SandboxRequest request, Person member) {
        List<String> ids = operation.ids(request);
        Post post = circle.community().post(ids.get(ids.size() - 1)).orElseThrow(Refusal.PATH_NOT_FOUND::exception);
        Space space = ids.size() == 1 ? accessible(post.space(), member) : space(operation, request, member);
        if (!post.space().equals(space)) {
            throw Refusal.PATH_NOT_FOUND.exception();
        }
        return post;
    }

    private Space accessible(Space space, Person member) {
        if (!circle.community().isIn(member, space)) {
            throw Refusal.ACTION_DENIED.exception();
        }
        return space;
    }

    private SandboxResponse created(SandboxRequest request, Space space, Person author, MemberView view) {
        try {
            JsonFields fields = new JsonFields("the body", Json.parseObject(request.body()));
            JsonObject richText = fields.nested("tiptap_body").nested("body").object();
            String text = richText.isEmpty() ? fields.text("body", "") : RichText.text(richText);
            Post post = circle.community()
                    .publish(
                            space,
                            author,
                            fields.text("name"),
                            text,
                            circle.clock().instant());
            return SandboxResponse.ok(view.json().post(post));
        } catch (JsonException | IllegalArgumentException | ClassCastException e) {
            throw Refusal.BODY_UNREADABLE.exception();
        }
    }

    private static String commentText(SandboxRequest request) {
        try {
            return new JsonFields("the body", Json.parseObject(request.body()))
                    .nested("comment")
                    .text("body");
        } catch (JsonException | IllegalArgumentException e) {
            throw Refusal.BODY_UNREADABLE.exception();
        }
    }

    private static String search(SandboxRequest request) {
        return request.queryParameters().getOrDefault("search_text", "");
    }

    private static String status(SandboxRequest request) {
        return request.queryParameters().getOrDefault("status", "all");
    }

    private static SandboxResponse success(String message) {
        return SandboxResponse.ok(
                Json.object().add("success", true).add("message", message).build());
    }

    private static SandboxResponse cookies(String message, String value, String furtherAttributes) {
        return SandboxResponse.ok(Json.object().add("message", message).build())
                .withHeader(
                        "set-cookie",
                        "_circle_session=" + value + "; Path=/; HttpOnly; SameSite=Lax" + furtherAttributes);
    }
}
