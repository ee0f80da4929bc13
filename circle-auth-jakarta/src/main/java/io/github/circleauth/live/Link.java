package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One connection of a relay to Circle, and what is subscribed on it. Used by one thread at a time. */
final class Link {

    /** Circle sends a ping every 3 seconds; a connection that brings nothing for two of them is dead. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    /** From the first packet to Circle's welcome. */
    private static final Duration WELCOME = Duration.ofSeconds(10);

    /** Circle may lose a subscription that follows an unsubscription of the same channel. */
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(3);

    private static final int MAX_PASSED_ON = 4_000_000;

    /** A subscription: when it was last asked for, and whether Circle confirmed it. */
    private record Request(long at, boolean confirmed) {}

    private final AccessToken token;
    private final CableJson json;
    private final long startedAt;
    private final PassedOn passedOn;
    private final Map<String, Request> requests = new HashMap<>();
    private Upstream.@Nullable Connection connection;
    private boolean welcomed;
    private boolean aborted;
    private long heardAt;

    Link(AccessToken token, CableJson json, Duration passedOnLifetime, long nanos) {
        this.token = token;
        this.json = json;
        this.passedOn = new PassedOn(passedOnLifetime, MAX_PASSED_ON);
        this.startedAt = nanos;
        this.heardAt = nanos;
    }

    /** Notes the connection, which was opened before any of its calls is dealt with. */
    void is(Upstream.Connection opened) {
        connection = opened;
    }

    boolean hasToken(AccessToken other) {
        return token.equals(other);
    }

    AccessToken token() {
        return token;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    void welcomed() {
        welcomed = true;
    }

    void heard(long nanos) {
        heardAt = nanos;
    }

    boolean isDead(long nanos) {
        return welcomed ? nanos - heardAt >= SILENCE.toNanos() : nanos - startedAt >= WELCOME.toNanos();
    }

    boolean isOlderThan(Duration age, long nanos) {
        return nanos - startedAt >= age.toNanos();
    }

    /** Subscribes to a channel, unless that was done before. Before the welcome nothing is sent. */
    void subscribe(String identifier, long nanos) {
        if (welcomed && !requests.containsKey(identifier)) {
            request(identifier, nanos);
        }
    }

    private void request(String identifier, long nanos) {
        requests.put(identifier, new Request(nanos, false));
        send(json.subscribe(identifier));
    }

    /** Subscribes again where Circle has not replied. */
    void repeatRequests(long nanos) {
        requests.entrySet().stream()
                .filter(each ->
                        !each.getValue().confirmed() && nanos - each.getValue().at() >= BETWEEN_REQUESTS.toNanos())
                .map(Map.Entry::getKey)
                .toList()
                .forEach(identifier -> request(identifier, nanos));
    }

    void unsubscribe(String identifier) {
        if (requests.remove(identifier) != null) {
            send(json.unsubscribe(identifier));
        }
    }

    /** Notes Circle's confirmation. Returns whether it was asked for. */
    boolean confirmed(String identifier) {
        return requests.computeIfPresent(identifier, (id, request) -> new Request(request.at(), true)) != null;
    }

    /** Notes Circle's rejection. Returns whether the subscription was asked for. */
    boolean rejected(String identifier) {
        return requests.remove(identifier) != null;
    }

    /** Returns the identifiers that Circle has confirmed. */
    Set<String> confirmed() {
        return requests.entrySet().stream()
                .filter(each -> each.getValue().confirmed())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Notes an event that another connection has passed on, and that this one may bring too. */
    void passedOnElsewhere(String identifier, String text, long nanos) {
        if (requests.containsKey(identifier)) {
            passedOn.add(text, nanos);
        }
    }

    /** Returns whether another connection has passed an event on that this one brings now. */
    boolean wasPassedOnElsewhere(String text, long nanos) {
        return passedOn.remove(text, nanos);
    }

    private void send(String text) {
        if (connection != null) {
            connection.send(text);
        }
    }

    void more() {
        if (connection != null && !aborted) {
            connection.more();
        }
    }

    void abort() {
        aborted = true;
        if (connection != null) {
            connection.abort();
        }
    }
}
