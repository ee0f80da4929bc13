package io.github.circleauth.operations;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JMX view of one application on this server, as {@code io.github.circleauth:type=CircleAuth,application="/path"}. No
 * attribute contains a secret or anything of a member, and reading one does no I/O. Public, since JMX requires it; applications
 * inject {@link CircleStatistics} instead.
 */
public interface CircleAuthMXBean {

    /** Returns the library's version. */
    String getVersion();

    /** Returns when the application started, from when on events are counted, in ISO 8601. */
    String getStartedAt();

    /**
     * Returns how many events there were, by the event's type and its reason, such as {@code TokenRefused.PLAN}. What has not
     * happened yet is missing.
     */
    Map<String, Long> getEvents();

    /** Returns the last failure of each type of event that tells of one. */
    Map<String, Failure> getLastFailures();

    /** Returns when Circle last gave tokens, or revoked one, in ISO 8601; null if it hasn't. */
    @Nullable String getLastSuccess();

    /** Returns the number of leases by the state of their token. */
    Map<String, Integer> getLeases();

    /** Returns the number of tokens to be revoked, or null if the ledger's database has not responded yet. */
    @Nullable Integer getRevocationsWaiting();

    /**
     * Returns for how many seconds the oldest token has been due for its revocation, 0 if none is, or null if the ledger's database
     * has not responded yet.
     */
    @Nullable Long getOldestDueSeconds();

    /** Returns when the ledger's database was asked for these, in ISO 8601; null if it has not responded yet. */
    @Nullable String getRevocationsCountedAt();

    /** Returns the circuit breaker's state: {@code CLOSED}, {@code OPEN} or {@code HALF_OPEN}. */
    String getCircuitBreaker();

    /** The last failure of one kind. */
    interface Failure {

        /** Returns the name of a {@link io.github.circleauth.event.FailureReason}. */
        String getReason();

        /** Returns the HTTP status of Circle's response, or null if there was none. */
        @Nullable Integer getStatus();

        /** Returns when it failed, in ISO 8601. */
        String getAt();
    }
}
