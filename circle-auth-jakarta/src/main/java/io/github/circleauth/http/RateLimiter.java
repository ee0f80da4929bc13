package io.github.circleauth.http;

import io.github.circleauth.http.RequestWindow.Counts;
import io.github.circleauth.http.RequestWindow.Kind;
import io.github.circleauth.log.LineLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Circle's rate limit, kept on our side: at most so many requests in any span of the window's length. It never waits: it
 * grants a permit, or returns a refusal with the wait until it could.
 *
 * <p>Requests of the Member API have a share of the limit, the pages of one member a quarter of that share, and connections to
 * the real-time channel half of it. The rest is
 * for tokens: three quarters of it for sign-ins and renewals, one for revocations. Each may use more while others use less,
 * and the Member API gives way to revocations that were refused. When the limit runs short, less urgent requests are refused
 * first.
 *
 * <p>After a 429 of Circle all requests pause. Meanwhile one request for a token that somebody waits for may probe every 60
 * seconds; any response to it but a 429 ends the pause.
 */
final class RateLimiter {

    static final int MAX_REQUESTS = 1_000_000;

    /** The time between two probes during a pause. */
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(60);

    private static final Logger LOG = System.getLogger(RateLimiter.class.getName());

    private static final String PAUSED = "Circle has responded with 429, and all requests pause";
    private static final String USED_UP = "the rate limit of requests to Circle is used up";
    private static final String SHARE_USED_UP =
            "the Member API's share of the rate limit is used up (circle.auth.member-api-share)";
    private static final String QUARTER_USED_UP =
            "one member's quarter of the Member API's share of the rate limit is used up";

    /**
     * The refusal of a permit.
     *
     * @param cause why, for messages
     * @param retryAfter the time until a permit could be granted, if no other request is sent
     */
    record Refusal(String cause, Duration retryAfter) {}

    private static final int PAUSES_LOGGED_AT_ONCE = 5;

    private final int limit;
    private final Duration windowLength;
    private final Ticker ticker;
    private final LineLimit pauses;
    private final LineLimit refusals;
    private final int quarter;
    private final int halfShare;
    private final int keptForTokens;
    private final int keptForRevocations;
    private final int keptForRefusedRevocations;

    /** How much each priority leaves for the next more urgent one: a twentieth, unless the rest is small. */
    private final int step;

    // Guarded by this; nothing slow runs under the lock.
    private final RequestWindow window;
    private boolean paused;
    private long pausedAt;
    private long pausedUntil;
    private long nextProbeAt;
    private boolean revocationRefused;
    private long revocationRefusedAt;

    /**
     * Creates a limiter.
     *
     * @param memberApiShare the share of the Member API, in per cent, below 100
     */
    RateLimiter(int limit, Duration windowLength, int memberApiShare, Ticker ticker) {
        this.limit = limit;
        this.windowLength = windowLength;
        this.ticker = ticker;
        this.pauses = new LineLimit(PAUSES_LOGGED_AT_ONCE, ticker::nanos);
        this.refusals = new LineLimit(1, windowLength, ticker::nanos);
        this.window = new RequestWindow(limit, windowLength);
        int share = Math.max(1, percent(memberApiShare));
        int rest = limit - share;
        this.quarter = Math.max(1, share / 4);
        this.halfShare = Math.max(1, share / 2);
        this.keptForRevocations = rest < 2 ? 0 : Math.max(1, rest / 4);
        this.keptForRefusedRevocations =
                Math.max(keptForRevocations, Math.min(limit / 4, keptForRevocations + share / 2));
        this.keptForTokens = rest - keptForRevocations;
        this.step = Math.min(percent(5), rest / 4);
    }

    private int percent(int percent) {
        return (int) (limit * (long) percent / 100);
    }

    /** Takes a permit for a request to the token endpoint, and returns null; otherwise returns the refusal. */
    synchronized @Nullable Refusal acquire(RequestPriority priority) {
        long now = ticker.nanos();
        boolean probes = isPausedAt(now);
        if (probes && (!mayProbe(priority) || nextProbeAt - now > 0)) {
            return new Refusal(PAUSED, untilPauseMayEnd(priority, now));
        }
        Kind kind = kind(priority);
        Refusal refusal =
                take(now, kind, RequestWindow.NO_PAGE, counts -> isAllowed(priority, counts), counts -> USED_UP);
        if (refusal == null && probes) {
            nextProbeAt = now + PROBE_INTERVAL.toNanos();
        }
        if (refusal != null && kind == Kind.REVOCATION) {
            revocationRefused = true;
            revocationRefusedAt = now;
        }
        return refusal;
    }

    private static Kind kind(RequestPriority priority) {
        return switch (priority) {
            case SIGN_IN -> Kind.SIGN_IN;
            case AWAITED, BACKGROUND -> Kind.RENEWAL;
            case REVOCATION -> Kind.REVOCATION;
        };
    }

    /** Returns how much of the limit is used now, and by whom. */
    synchronized RateLimitUsage usage() {
        long now = ticker.nanos();
        Counts used = window.countsAt(now, RequestWindow.NO_PAGE);
        return new RateLimitUsage(
                limit,
                windowLength,
                used.signIns(),
                used.renewals(),
                used.revocations(),
                used.memberApi(),
                isPausedAt(now) ? Duration.ofNanos(pausedUntil - now) : Duration.ZERO);
    }

    /** Takes a permit for a request of the Member API that the application sends, and returns null, or the refusal. */
    @Nullable Refusal acquireForMemberApi() {
        return acquireForPage(RequestWindow.NO_PAGE);
    }

    /** As {@link #acquireForMemberApi()}, for a page of a member. */
    @Nullable Refusal acquireForPage(long member) {
        Refusal refusal = acquireFromShare(Kind.MEMBER_API, member, this::isMemberApiAllowed);
        String end = refusal != null && refusal.cause().equals(SHARE_USED_UP) ? refusals.endOfLine() : null;
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0101: Requests of the Member API are refused: {0}. Members who sign in are not affected.{1}",
                    SHARE_USED_UP,
                    end);
        }
        return refusal;
    }

    /**
     * Takes a permit for a member's connection to the real-time channel, and returns null, or the refusal. After a restart all
     * members' connections are made anew: they leave half of the share to requests.
     */
    @Nullable Refusal acquireForHandshake(long member) {
        return acquireFromShare(
                Kind.HANDSHAKE, member, counts -> counts.handshakes() < halfShare && isMemberApiAllowed(counts));
    }

    private synchronized @Nullable Refusal acquireFromShare(Kind kind, long member, Predicate<Counts> rule) {
        long now = ticker.nanos();
        if (isPausedAt(now)) {
            return new Refusal(PAUSED, Duration.ofNanos(pausedUntil - now));
        }
        revocationRefused = revocationRefused && now - revocationRefusedAt < windowLength.toNanos();
        return take(now, kind, member, rule, this::causeForMemberApi);
    }

    private interface Cause {
        String of(Counts counts);
    }

    private @Nullable Refusal take(long now, Kind kind, long member, Predicate<Counts> rule, Cause cause) {
        Counts counts = window.countsAt(now, member);
        if (rule.test(counts)) {
            window.add(now, kind, member);
            return null;
        }
        return new Refusal(cause.of(counts), Duration.ofNanos(window.untilAllowed(now, member, rule)));
    }

    private boolean isAllowed(RequestPriority priority, Counts used) {
        return switch (priority) {
            case SIGN_IN -> used.total() < limit;
            case AWAITED -> used.total() < limit - step;
            case BACKGROUND -> used.total() < limit - 2 * step;
            case REVOCATION -> isRevocationAllowed(used);
        };
    }

    private boolean isRevocationAllowed(Counts used) {
        int withoutMemberApi = used.tokens() + used.revocations();
        return used.revocations() + used.memberApi() + keptForTokens(used) < limit
                && (used.total() < limit / 2.0
                        || (withoutMemberApi < limit - 2 * step && used.revocations() < limit / 4.0));
    }

    private boolean isMemberApiAllowed(Counts used) {
        int forRevocations = revocationRefused ? keptForRefusedRevocations : keptForRevocations;
        return used.ofPages() < quarter
                && used.memberApi() + Math.max(used.revocations(), forRevocations) + keptForTokens(used) < limit;
    }

    /** Returns what others leave for sign-ins and renewals: their part of the rest, or a little more than they use. */
    private int keptForTokens(Counts used) {
        return Math.max(used.tokens() + step, keptForTokens);
    }

    private String causeForMemberApi(Counts used) {
        return used.ofPages() < quarter ? SHARE_USED_UP : QUARTER_USED_UP;
    }

    private static boolean mayProbe(RequestPriority priority) {
        return priority == RequestPriority.SIGN_IN || priority == RequestPriority.AWAITED;
    }

    private boolean isPausedAt(long now) {
        paused = paused && pausedUntil - now > 0;
        return paused;
    }

    /** Returns the time until a request may probe, or the pause is over; a probe may end the pause early. */
    private Duration untilPauseMayEnd(RequestPriority priority, long now) {
        long untilProbe = mayProbe(priority) ? nextProbeAt - now : PROBE_INTERVAL.toNanos();
        return Duration.ofNanos(Math.min(pausedUntil - now, untilProbe));
    }

    /** Pauses all requests: Circle has responded with 429. */
    void pause(Duration time) {
        if (!begins(time)) {
            pauses.leaveOut();
            return;
        }
        String end = pauses.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0100: Circle has responded with 429 (too many requests). All requests to it pause for {0}; once"
                            + " a minute one request for a token tries whether the pause is over. If other programs use"
                            + " Circle from this address, lower circle.auth.rate-limit.{1}",
                    time,
                    end);
        }
    }

    private synchronized boolean begins(Duration time) {
        long now = ticker.nanos();
        boolean begins = !isPausedAt(now);
        long until = now + time.toNanos();
        if (begins || until - pausedUntil > 0) {
            pausedUntil = until;
        }
        paused = true;
        pausedAt = now;
        nextProbeAt = now + PROBE_INTERVAL.toNanos();
        return begins;
    }

    /** Ends the pause if Circle's response, which is no 429, is to a request sent after the last 429: to a probe. */
    synchronized void responded(long sentAt) {
        paused = paused && sentAt - pausedAt <= 0;
    }
}
