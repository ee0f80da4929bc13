package io.github.circleauth.sandbox;

import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox's response to a {@link SandboxRequest}. Its tokens count as delivered only after {@link #delivered()},
 * which the transport calls when it has handed over the last byte.
 */
public final class SandboxResponse {

    private static final String JSON = "application/json; charset=utf-8";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final ResponseSender sender;
    private final Runnable onDelivery;
    private final @Nullable Long communityMemberId;
    private final @Nullable String refusal;

    private SandboxResponse(
            int status,
            Map<String, String> headers,
            byte[] body,
            ResponseSender sender,
            Runnable onDelivery,
            @Nullable Long communityMemberId,
            @Nullable String refusal) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.sender = sender;
        this.onDelivery = onDelivery;
        this.communityMemberId = communityMemberId;
        this.refusal = refusal;
    }

    static SandboxResponse ok(JsonValue body) {
        return of(200, body);
    }

    static SandboxResponse of(int status, JsonValue body) {
        return of(status, Map.of("content-type", JSON), Json.bytes(body));
    }

    static SandboxResponse of(int status, Map<String, String> headers, byte[] body) {
        return new SandboxResponse(status, Map.copyOf(headers), body, ResponseSender.COMPLETE, () -> {}, null, null);
    }

    /** Returns a response with status 429, in the form that the switch selects. */
    static SandboxResponse tooManyRequests(Switches switches, Instant now, Duration retryAfter) {
        SandboxResponse response = of(
                        429,
                        Json.object()
                                .add("success", false)
                                .add("message", "Too many requests.")
                                .build())
                .withRefusal("fault: status 429");
        return switch (switches.value(Switch.TOO_MANY_REQUESTS)) {
            case "seconds" -> response.withHeader("retry-after", Long.toString(retryAfter.toSeconds()));
            case "date" -> response.withHeader("retry-after", Timestamps.httpDate(now.plus(retryAfter)));
            default -> response;
        };
    }

    /** Refuses a header that would end its line, and so make headers or a response of its own. */
    static void checkHeader(String name, String value) {
        if (!name.matches("[A-Za-z0-9_-]+") || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A header's name consists of letters, digits, - and _, and its value has no control characters.");
        }
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The headers, with lower-case names. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns a copy of the body, empty if there is none. */
    public byte[] body() {
        return body.clone();
    }

    /**
     * Whether a fault acts on the connection, so that the client receives nothing, only a part, or a damaged response.
     * A caller in process treats such a response as lost.
     */
    public boolean lost() {
        return sender != ResponseSender.COMPLETE;
    }

    /** Marks the response as delivered. Has no effect on a response that is {@link #lost()}. */
    public void delivered() {
        if (!lost()) {
            onDelivery.run();
        }
    }

    /** Marks the response as delivered although a fault acted on the connection: all bytes were sent. */
    void deliveredDespiteFault() {
        onDelivery.run();
    }

    ResponseSender sender() {
        return sender;
    }

    /** The member whom the request concerned, if known. */
    @Nullable Long communityMemberId() {
        return communityMemberId;
    }

    /** The message with which the request was refused, or null. */
    @Nullable String refusal() {
        return refusal;
    }

    SandboxResponse withHeader(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new SandboxResponse(status, Map.copyOf(more), body, sender, onDelivery, communityMemberId, refusal);
    }

    SandboxResponse withStatus(int other) {
        return new SandboxResponse(other, headers, body, sender, onDelivery, communityMemberId, refusal);
    }

    SandboxResponse withMember(long memberId) {
        return new SandboxResponse(status, headers, body, sender, onDelivery, memberId, refusal);
    }

    SandboxResponse withRefusal(String message) {
        return new SandboxResponse(status, headers, body, sender, onDelivery, communityMemberId, message);
    }

    SandboxResponse onDelivery(Runnable action) {
        return new SandboxResponse(status, headers, body, sender, action, communityMemberId, refusal);
    }

    SandboxResponse withBody(byte[] otherBody) {
        return new SandboxResponse(status, headers, otherBody, sender, onDelivery, communityMemberId, refusal);
    }

    /** Returns this response with another sender. Only that sender can then mark it as delivered. */
    SandboxResponse withSender(ResponseSender otherSender) {
        return new SandboxResponse(status, headers, body, otherSender, onDelivery, communityMemberId, refusal);
    }

    /** Returns the status and the size only: the body may contain tokens. */
    @Override
    public String toString() {
        return status + (lost() ? " (lost), " : ", ") + body.length + " bytes";
    }
}
