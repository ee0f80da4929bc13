package io.github.circleauth.http;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleAuthException.ErrorDetails;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Circle's answers mean: the only place that knows its statuses and messages. */
final class Replies implements AutoCloseable {

    private static final Pattern JSON = Pattern.compile("application/json(?:;charset=(?:utf-8|\"utf-8\"))?");
    private static final int TOO_MANY = 429;

    private final Wire wire;
    private final TokenReader reader;
    private final InstantSource clock;

    Replies(Wire wire, InstantSource clock) {
        this.wire = wire;
        this.reader = new TokenReader(wire);
        this.clock = clock;
    }

    /** What an answer that is no success means. */
    private enum Meaning {
        APP_TOKEN,
        PLAN,
        MEMBER_UNKNOWN,
        TOKEN_DEAD,
        /** Some other no. */
        NO,
        /** What was to be revoked can't be used any more: that is what was wanted. */
        ACHIEVED,
        LATER,
        /** We sent something wrong. */
        OUR_MISTAKE,
        /** Nothing that Circle documents. */
        NONSENSE
    }

    private record Known(Set<Operation> operations, int status, String message, Meaning meaning) {}

    private static final Set<Operation> ANY = EnumSet.allOf(Operation.class);
    private static final Set<Operation> OBTAIN = EnumSet.of(Operation.OBTAIN);
    private static final Set<Operation> REFRESH = EnumSet.of(Operation.REFRESH);
    private static final Set<Operation> REVOKE_ACCESS = EnumSet.of(Operation.REVOKE_ACCESS);
    private static final Set<Operation> REVOKE_REFRESH = EnumSet.of(Operation.REVOKE_REFRESH);

    private static final String WRONG_APP_TOKEN = "Your account could not be authenticated.";
    private static final String WRONG_PLAN =
            "Your community isn't eligible for headless API access. Please upgrade or contact support";
    private static final String NO_MEMBER =
            "Community member not found. Please provide a valid SSO User ID, community member ID, or email.";
    private static final String NO_REFRESH_TOKEN = "Refresh token not found.";
    private static final String OLD_REFRESH_TOKEN = "The refresh token is expired. Please generate/get new auth token.";
    private static final String NO_COMMUNITY = "Community associated with the access token not found.";
    private static final String MEMBER_GONE = "Community member associated with the access token not found.";
    private static final String MISSING_PARAMETER = "Oops! Missing parameter. Please try again later.";

    /** Messages are compared whole: a status alone says too little, and part of a message may come to mean another. */
    private static final List<Known> KNOWN = List.of(
            new Known(ANY, 401, WRONG_APP_TOKEN, Meaning.APP_TOKEN),
            new Known(ANY, 403, WRONG_PLAN, Meaning.PLAN),
            new Known(ANY, 404, MISSING_PARAMETER, Meaning.OUR_MISTAKE),
            new Known(OBTAIN, 404, NO_MEMBER, Meaning.MEMBER_UNKNOWN),
            new Known(REFRESH, 404, NO_REFRESH_TOKEN, Meaning.TOKEN_DEAD),
            new Known(REFRESH, 401, OLD_REFRESH_TOKEN, Meaning.TOKEN_DEAD),
            new Known(REVOKE_REFRESH, 404, NO_REFRESH_TOKEN, Meaning.ACHIEVED),
            new Known(REVOKE_REFRESH, 401, OLD_REFRESH_TOKEN, Meaning.ACHIEVED),
            new Known(REVOKE_REFRESH, 404, "Invalid refresh token.", Meaning.OUR_MISTAKE),
            new Known(REVOKE_REFRESH, 422, "Failed to revoke the refresh token.", Meaning.LATER),
            new Known(REVOKE_ACCESS, 422, "The access token is invalid.", Meaning.ACHIEVED),
            new Known(REVOKE_ACCESS, 422, "The access token is expired.", Meaning.ACHIEVED),
            new Known(REVOKE_ACCESS, 422, "The access token not found.", Meaning.ACHIEVED),
            new Known(REVOKE_ACCESS, 422, NO_COMMUNITY, Meaning.ACHIEVED),
            new Known(REVOKE_ACCESS, 422, MEMBER_GONE, Meaning.ACHIEVED));

    Secret write(Request request) {
        return wire.write(request.fields());
    }

    MemberTokens obtained(Request request, RawReply reply) {
        return success(request, reply, reader::memberTokens);
    }

    AccessToken refreshed(Request request, RawReply reply) {
        return success(request, reply, reader::accessToken);
    }

    /** Returns true: what was to be revoked can't be used any more. */
    boolean revoked(Request request, RawReply reply) {
        Optional<String> message = messageIn(reply);
        if (reply.status() != 204 && meaningOf(request, reply, message) != Meaning.ACHIEVED) {
            throw failure(request, reply);
        }
        return true;
    }

    CircleProtocolException otherMember(Request request, RawReply reply) {
        return nonsense(request, reply, "it is for another member than asked", Optional.empty());
    }

    /** Returns the tokens in a success, even if it can't be used otherwise. */
    OrphanedTokens strays(Request request, RawReply reply) {
        boolean success = !request.operation().isRevocation() && reply.status() / 100 == 2;
        return reader.strays(success ? reply.body() : null);
    }

    static boolean meansTooMany(RawReply reply) {
        return reply.status() == TOO_MANY;
    }

    /** Returns Circle's request id for a log line, or nothing. */
    static String requestIdNote(Request request, RawReply reply) {
        return requestId(request, reply).map(id -> ", x-request-id " + id).orElse("");
    }

    @Override
    public void close() {
        wire.close();
    }

    private interface Body<T> {
        T read(byte[] body, CircleTime time) throws Unreadable;
    }

    private <T> T success(Request request, RawReply reply, Body<T> body) {
        if (reply.status() != 200) {
            throw failure(request, reply);
        }
        try {
            return body.read(jsonIn(reply), CircleTime.of(reply, clock.instant()));
        } catch (Unreadable unreadable) {
            throw nonsense(request, reply, unreadable.getMessage(), Optional.empty());
        }
    }

    private CircleAuthException failure(Request request, RawReply reply) {
        Optional<String> message = messageIn(reply);
        return switch (meaningOf(request, reply, message)) {
            case APP_TOKEN -> refused(Reason.APP_TOKEN, "refused the app token", request, reply, message);
            case PLAN -> refused(Reason.PLAN, "refused for the community's plan", request, reply, message);
            case MEMBER_UNKNOWN -> refused(Reason.MEMBER_UNKNOWN, "knows no such member", request, reply, message);
            case TOKEN_DEAD -> refused(Reason.TOKEN_DEAD, "says the refresh token is dead", request, reply, message);
            case NO, ACHIEVED -> refused(Reason.OTHER, "refused", request, reply, message);
            case LATER -> later(request, reply, message);
            case OUR_MISTAKE -> nonsense(request, reply, "it misses what was sent", message);
            case NONSENSE -> nonsense(request, reply, "its status is none that Circle documents", message);
        };
    }

    private static Meaning meaningOf(Request request, RawReply reply, Optional<String> message) {
        int status = reply.status();
        if (status == TOO_MANY || status == 408 || status == 425 || status >= 500) {
            return Meaning.LATER;
        }
        if (status < 400) {
            return Meaning.NONSENSE;
        }
        if (message.isPresent()) {
            return KNOWN.stream()
                    .filter(known -> known.status == status
                            && known.operations.contains(request.operation())
                            && known.message.equals(message.get()))
                    .map(Known::meaning)
                    .findFirst()
                    .orElse(Meaning.NO);
        }
        return switch (status) {
            // Not Circle speaks here but what stands in front of it.
            case 401, 403, 404 -> Meaning.LATER;
            case 422 -> Meaning.NO;
            default -> Meaning.NONSENSE;
        };
    }

    /** Returns the message of Circle's error envelope, if the body is one. */
    private Optional<String> messageIn(RawReply reply) {
        try {
            return reply.status() < 400
                    ? Optional.empty()
                    : Optional.ofNullable(wire.check(jsonIn(reply)).stringOrNull("message"));
        } catch (Unreadable notAnEnvelope) {
            return Optional.empty();
        }
    }

    private static byte[] jsonIn(RawReply reply) throws Unreadable {
        byte[] body = reply.body();
        if (body == null) {
            throw new Unreadable("its body is longer than anything Circle sends");
        }
        String type = reply.header("content-type").orElse("");
        if (!JSON.matcher(type.replace(" ", "").toLowerCase(Locale.ROOT)).matches()) {
            throw new Unreadable("its content type is not application/json in UTF-8");
        }
        if (!reply.header("content-encoding").orElse("identity").equalsIgnoreCase("identity")) {
            throw new Unreadable("it is compressed, which was not asked for");
        }
        return body;
    }

    private static CircleRefusedException refused(
            Reason reason, String what, Request request, RawReply reply, Optional<String> message) {
        return new CircleRefusedException(
                reason,
                "Circle " + what + " at " + request.operation() + details(request, reply, message) + ".",
                answer(request, reply, message));
    }

    private CircleUnavailableException later(Request request, RawReply reply, Optional<String> message) {
        Duration wait = RetryAfter.of(reply, CircleTime.of(reply, clock.instant()))
                .orElse(meansTooMany(reply) ? RetryAfter.WHEN_UNSAID : null);
        return new CircleUnavailableException(
                "Circle can't do " + request.operation() + " now" + details(request, reply, message) + ".",
                answer(request, reply, message),
                wait,
                false);
    }

    private static CircleProtocolException nonsense(
            Request request, RawReply reply, @Nullable String why, Optional<String> message) {
        return new CircleProtocolException(
                "Circle's answer to " + request.operation() + " can't be used: " + why
                        + details(request, reply, message) + ".",
                answer(request, reply, message));
    }

    private static ErrorDetails answer(Request request, RawReply reply, Optional<String> message) {
        return new ErrorDetails(
                reply.status(),
                message.flatMap(text -> Printable.message(text, request.untold()))
                        .orElse(null),
                requestId(request, reply).orElse(null));
    }

    private static String details(Request request, RawReply reply, Optional<String> message) {
        String said = message.flatMap(text -> Printable.message(text, request.untold()))
                .map(text -> ", \"" + text + "\"")
                .orElse("");
        return " (status " + reply.status() + ", " + reply.size() + requestIdNote(request, reply) + said + ")";
    }

    private static Optional<String> requestId(Request request, RawReply reply) {
        return reply.header("x-request-id").flatMap(id -> Printable.id(id, request.untold()));
    }
}
