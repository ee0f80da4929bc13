package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Audit.Kind;
import io.github.circleauth.sandbox.Audit.Token;
import io.github.circleauth.sandbox.Community.Space;
import jakarta.json.JsonValue;
import java.time.Instant;
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
            case NOTIFICATIONS -> Answer.of(200, pages.notifications(Page.of(call, 20)));
            case NEW_NOTIFICATIONS -> Answer.of(200, pages.newNotifications());
            case RESET_NEW_NOTIFICATIONS -> {
                circle.community().seen(member);
                yield Answer.of(
                        200, Json.object().add("new_notifications_count", 0).build());
            }
            case SPACES -> Answer.of(200, pages.spaces());
            case SPACE_POSTS -> Answer.of(200, spacePosts(call, member, pages));
            case SET_COOKIES -> cookies("Cookies generated", circle.mint().uuid(), "");
            case CLEAR_COOKIES -> cookies("Cookies deleted", "", "; Max-Age=0");
            default -> throw Refusal.PATH_NOT_FOUND.signal();
        };
    }

    private JsonValue spacePosts(Call call, Person member, MemberPages pages) {
        String id = call.path().substring((Operation.Api.MEMBER.prefix + "spaces/").length());
        Space space =
                circle.community().space(id.substring(0, id.indexOf('/'))).orElseThrow(Refusal.SPACE_NOT_FOUND::signal);
        if (!circle.community().isIn(member, space)) {
            throw Refusal.ACTION_DENIED.signal();
        }
        return pages.posts(space, Page.of(call, 10));
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
