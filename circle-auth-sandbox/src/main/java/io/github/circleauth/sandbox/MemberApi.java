package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Activity.Notice;
import io.github.circleauth.sandbox.Audit.Kind;
import io.github.circleauth.sandbox.Audit.Token;
import io.github.circleauth.sandbox.Community.Post;
import io.github.circleauth.sandbox.Community.Space;
import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The parts of the Member API that demonstrations and proxies need, each seen through one member's token. */
final class MemberApi {

    private static final String EXPECTED_MEMBER = "x-sandbox-expect-member";

    private final Circle circle;
    private final Tokens tokens;

    MemberApi(Circle circle, Tokens tokens) {
        this.circle = circle;
        this.tokens = tokens;
    }

    Answer answer(Operation operation, Call call, UnaryOperator<Person> cast) {
        Token token = checkedToken(call);
        Person member = circle.person(token.communityMemberId())
                .map(cast)
                .orElseThrow(Refusal.COMMUNITY_MEMBER_NOT_FOUND::signal);
        return answer(operation, call, member).about(member.communityMemberId());
    }

    private Answer answer(Operation operation, Call call, Person member) {
        MemberPages pages = new MemberPages(circle.community(), circle.communityId(), member);
        return switch (operation) {
            case COMMUNITY_MEMBER -> Answer.of(200, pages.communityMember());
            case HOME -> Answer.of(200, pages.home(Page.of(call, 10)));
            case SPACES -> Answer.of(200, pages.spaces());
            case SPACE -> Answer.of(200, pages.records().space(space(operation, call, member)));
            case SPACE_POSTS -> Answer.of(200, pages.posts(space(operation, call, member), Page.of(call, 10)));
            case EVENTS -> Answer.of(200, pages.events(Page.of(call, 10)));
            case MEMBERS -> Answer.of(200, pages.members(Page.of(call, 10), search(call)));
            case POST, COMMENTS, COMMENT, LIKE, UNLIKE ->
                aboutPost(operation, call, member, post(operation, call, member), pages);
            case SET_COOKIES -> cookies("Cookies generated", circle.mint().uuid(), "");
            case CLEAR_COOKIES -> cookies("Cookies deleted", "", "; Max-Age=0");
            default -> notifications(operation, call, member, pages);
        };
    }

    private Answer aboutPost(Operation operation, Call call, Person member, Post post, MemberPages pages) {
        Activity activity = circle.community().activity();
        return switch (operation) {
            case POST -> Answer.of(200, pages.records().post(post));
            case COMMENTS -> Answer.of(200, pages.comments(post, Page.of(call, 60)));
            case COMMENT ->
                Answer.of(
                        201,
                        pages.records()
                                .comment(activity.comment(
                                        post, member, said(call), circle.clock().instant())));
            case LIKE -> {
                activity.like(post, member);
                yield done("Post has been liked");
            }
            default -> {
                activity.unlike(post, member);
                yield done("Post has been unliked");
            }
        };
    }

    private Answer notifications(Operation operation, Call call, Person member, MemberPages pages) {
        Activity activity = circle.community().activity();
        Instant now = circle.clock().instant();
        return switch (operation) {
            case NOTIFICATIONS -> Answer.of(200, pages.notifications(Page.of(call, 20), status(call)));
            case NEW_NOTIFICATIONS -> Answer.of(200, pages.newNotifications());
            case READ_NOTIFICATION -> {
                Optional<Notice> read =
                        activity.read(member, operation.ids(call).get(0), now);
                yield Answer.of(200, pages.records().notification(read.orElseThrow(Refusal.PATH_NOT_FOUND::signal)));
            }
            case READ_ALL_NOTIFICATIONS -> {
                activity.readAll(member, now);
                yield Answer.of(200, JsonValue.EMPTY_JSON_OBJECT);
            }
            case RESET_NEW_NOTIFICATIONS -> {
                activity.seen(member);
                yield Answer.of(
                        200, Json.object().add("new_notifications_count", 0).build());
            }
            default -> throw Refusal.PATH_NOT_FOUND.signal();
        };
    }

    private Space space(Operation operation, Call call, Person member) {
        return entered(
                circle.community().space(operation.ids(call).get(0)).orElseThrow(Refusal.SPACE_NOT_FOUND::signal),
                member);
    }

    /** The post that a path names, by itself or in a space. */
    private Post post(Operation operation, Call call, Person member) {
        List<String> ids = operation.ids(call);
        Post post = circle.community().post(ids.get(ids.size() - 1)).orElseThrow(Refusal.PATH_NOT_FOUND::signal);
        Space space = ids.size() == 1 ? entered(post.space(), member) : space(operation, call, member);
        if (!post.space().equals(space)) {
            throw Refusal.PATH_NOT_FOUND.signal();
        }
        return post;
    }

    private Space entered(Space space, Person member) {
        if (!circle.community().isIn(member, space)) {
            throw Refusal.ACTION_DENIED.signal();
        }
        return space;
    }

    private static String said(Call call) {
        try {
            return new Fields("the body", Json.objectIn(call.body()))
                    .within("comment")
                    .text("body");
        } catch (JsonException | IllegalArgumentException unreadable) {
            throw Refusal.BODY_UNREADABLE.signal();
        }
    }

    private static String search(Call call) {
        return Form.fields(call.query()).getOrDefault("search_text", "");
    }

    private static String status(Call call) {
        return Form.fields(call.query()).getOrDefault("status", "all");
    }

    private static Answer done(String message) {
        return Answer.of(
                200, Json.object().add("success", true).add("message", message).build());
    }

    private static Answer cookies(String message, String value, String life) {
        return Answer.of(200, Json.object().add("message", message).build())
                .with("set-cookie", "_circle_session=" + value + "; Path=/; HttpOnly; SameSite=Lax" + life);
    }

    private Token checkedToken(Call call) {
        Optional<Token> shown = tokens.find(Kind.ACCESS, call.bearer());
        Token token = shown.orElseThrow(Refusal.ACCESS_TOKEN_INVALID::signal);
        tokens.used(token);
        String expected = call.header(EXPECTED_MEMBER);
        if (expected != null && !expected.strip().equals(Long.toString(token.communityMemberId()))) {
            tokens.usedForAnotherMember();
        }
        Refusal flaw = flaw(token);
        if (flaw != null) {
            throw flaw.signal();
        }
        return token;
    }

    private @Nullable Refusal flaw(Token token) {
        Instant now = circle.clock().instant();
        if (token.expired(now)) {
            return Refusal.ACCESS_TOKEN_EXPIRED;
        }
        if (token.revokedAt() != null) {
            return Refusal.ACCESS_TOKEN_NOT_FOUND;
        }
        return circle.eligible() ? null : Refusal.COMMUNITY_NOT_ELIGIBLE;
    }
}
