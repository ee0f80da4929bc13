package io.github.circleauth.sandbox;

import jakarta.json.JsonValue;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox says to a {@link Call}, and what it must be told afterwards: whoever carries an answer to the caller
 * calls {@link #delivered()} once the last byte is handed over. Only then do its tokens count as delivered.
 */
public final class Answer {

    private static final String JSON = "application/json; charset=utf-8";

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Manner manner;
    private final Runnable onDelivery;
    private final @Nullable Long communityMemberId;
    private final @Nullable String refusal;

    private Answer(
            int status,
            Map<String, String> headers,
            byte[] body,
            Manner manner,
            Runnable onDelivery,
            @Nullable Long communityMemberId,
            @Nullable String refusal) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.manner = manner;
        this.onDelivery = onDelivery;
        this.communityMemberId = communityMemberId;
        this.refusal = refusal;
    }

    static Answer of(int status, JsonValue body) {
        return of(status, Map.of("content-type", JSON), Json.bytes(body));
    }

    static Answer of(int status, Map<String, String> headers, byte[] body) {
        return new Answer(status, Map.copyOf(headers), body, Manner.WHOLE, () -> {}, null, null);
    }

    public int status() {
        return status;
    }

    /** The headers, with lower-case names. */
    public Map<String, String> headers() {
        return headers;
    }

    public byte[] body() {
        return body.clone();
    }

    /** Whether a fault is at work on the connection: then the caller gets nothing, or not all, or not as it should be. */
    public boolean lost() {
        return manner != Manner.WHOLE;
    }

    /** Says that the last byte has been handed over; does nothing for an answer that is {@link #lost()}. */
    public void delivered() {
        if (!lost()) {
            arrived();
        }
    }

    /** Says that all of it arrived, although a fault was at work on its way. */
    void arrived() {
        onDelivery.run();
    }

    Manner manner() {
        return manner;
    }

    @Nullable Long communityMemberId() {
        return communityMemberId;
    }

    @Nullable String refusal() {
        return refusal;
    }

    Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, Map.copyOf(more), body, manner, onDelivery, communityMemberId, refusal);
    }

    Answer about(long member) {
        return new Answer(status, headers, body, manner, onDelivery, member, refusal);
    }

    Answer refusing(String message) {
        return new Answer(status, headers, body, manner, onDelivery, communityMemberId, message);
    }

    Answer whenDelivered(Runnable action) {
        return new Answer(status, headers, body, manner, action, communityMemberId, refusal);
    }

    Answer saying(byte[] otherBody) {
        return new Answer(status, headers, otherBody, manner, onDelivery, communityMemberId, refusal);
    }

    /** This answer, spoiled on its way: it counts as lost unless the manner itself says that it arrived. */
    Answer spoiled(Manner how) {
        return new Answer(status, headers, body, how, onDelivery, communityMemberId, refusal);
    }

    /** Status and size only: the body may hold tokens. */
    @Override
    public String toString() {
        return status + (lost() ? " (lost), " : ", ") + body.length + " bytes";
    }
}
