package io.github.circleauth.http;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleAuthException.ErrorDetails;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the Member API's refusals mean: the only place that knows its messages. */
public final class MemberReplies {

    /** No envelope of Circle's is longer. */
    public static final int LONGEST_ENVELOPE = 64 * 1024;

    /** With 401: another token helps. Everything else that Circle says with 401 is said to the member. */
    private static final Set<String> REJECTIONS =
            Set.of("The access token is expired.", "The access token is invalid.", "The access token not found.");

    private static final String DENIED = "You cannot perform this action.";
    private static final String WRONG_PLAN = "Community does not eligible for headless API access."; // (sic)
    private static final String MEMBER_GONE = "Community member associated with the access token not found.";

    private final Wire wire;
    private final RateLimiter limiter;
    private final InstantSource clock;

    MemberReplies(Wire wire, RateLimiter limiter, InstantSource clock) {
        this.wire = wire;
        this.limiter = limiter;
        this.clock = clock;
    }

    /**
     * Returns whether an answer says that the access token is expired, invalid or not found, so that another one helps. A
     * 401 that says {@code You cannot perform this action.} does not: the member may not do this.
     *
     * @param body the answer's body, or null if it is longer than {@link #LONGEST_ENVELOPE}
     */
    public boolean isRejection(int status, byte @Nullable [] body) {
        return status == 401 && message(body).filter(REJECTIONS::contains).isPresent();
    }

    /**
     * The same of an answer to a client that may have asked for a content coding.
     *
     * @param coding what the answer's {@code Content-Encoding} says, if anything
     */
    public boolean isRejection(int status, byte @Nullable [] body, @Nullable String coding) {
        return isRejection(
                status, body == null || coding == null ? body : ContentCoding.decoded(body, coding, LONGEST_ENVELOPE));
    }

    /** Notes what an answer says about Circle's limit: after a 429 nobody calls for a while. */
    void heed(CircleResponse reply) {
        if (reply.status() == 429) {
            limiter.close(retryAfter(reply).orElse(RetryAfter.WHEN_UNSAID));
        }
    }

    /** Returns for how long Circle wants to be left alone, if it says so. */
    public Optional<Duration> retryAfter(CircleResponse reply) {
        RawReply head = head(reply);
        return RetryAfter.of(head, CircleTime.of(head, clock.instant()));
    }

    /** Returns what an answer means that is no success. */
    public CircleAuthException failure(MemberRequest call, CircleResponse reply, byte @Nullable [] body) {
        List<String> untold = List.of(reply.accessToken().reveal());
        Optional<String> message = message(body);
        Optional<String> said = message.flatMap(text -> Printable.message(text, untold));
        Optional<String> id = reply.header("x-request-id").flatMap(text -> Printable.id(text, untold));
        ErrorDetails answer = new ErrorDetails(reply.status(), said.orElse(null), id.orElse(null));
        String details = " (status " + reply.status()
                + id.map(text -> ", x-request-id " + text).orElse("")
                + said.map(text -> ", \"" + text + "\"").orElse("") + ").";
        int status = reply.status();
        if (status == 429 || status == 408 || status >= 500) {
            Duration wait = retryAfter(reply).orElse(status == 429 ? RetryAfter.WHEN_UNSAID : null);
            return new CircleUnavailableException(
                    "Circle can't do " + name(call) + " now" + details, answer, wait, false);
        }
        if (status < 400) {
            return new CircleProtocolException("Circle's answer to " + name(call) + " can't be used" + details, answer);
        }
        return new CircleRefusedException(reason(status, message), "Circle refused " + name(call) + details, answer);
    }

    /** Returns the failure for a success that can't be read. */
    public static CircleProtocolException unusable(MemberRequest call, CircleResponse reply, String why) {
        return new CircleProtocolException(
                "Circle's answer to " + name(call) + " can't be used: " + why + " (status " + reply.status() + ").",
                new ErrorDetails(reply.status(), null, null));
    }

    private static Reason reason(int status, Optional<String> message) {
        if (status != 401 || message.isEmpty()) {
            return Reason.OTHER;
        }
        if (REJECTIONS.contains(message.get())) {
            return Reason.TOKEN_DEAD;
        }
        return switch (message.get()) {
            case DENIED -> Reason.PERMISSION_DENIED;
            case WRONG_PLAN -> Reason.PLAN;
            case MEMBER_GONE -> Reason.MEMBER_UNKNOWN;
            default -> Reason.OTHER;
        };
    }

    private Optional<String> message(byte @Nullable [] body) {
        if (body == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(wire.check(body).stringOrNull("message"));
        } catch (Unreadable noEnvelope) {
            return Optional.empty();
        }
    }

    private static RawReply head(CircleResponse reply) {
        Map<String, String> headers = new HashMap<>();
        for (String name : List.of("date", "retry-after")) {
            reply.header(name).ifPresent(value -> headers.put(name, value));
        }
        return new RawReply(reply.status(), headers, null);
    }

    /** Returns method and path, without the query: people search for things in it. */
    static String name(MemberRequest call) {
        int mark = call.target().indexOf('?');
        return call.method() + " " + (mark < 0 ? call.target() : call.target().substring(0, mark));
    }
}
