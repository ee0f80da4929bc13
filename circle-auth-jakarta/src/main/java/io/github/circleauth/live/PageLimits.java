package io.github.circleauth.live;

import java.time.Duration;

/**
 * The bounds of what pages may use. One page that exceeds one is cut off; the others go on.
 *
 * @param sockets sockets in all
 * @param socketsPerMember sockets of one member, over all sessions
 * @param handshakesPerMinute handshakes of one session's lease within a minute
 * @param textLength characters of a text that a page sends
 * @param textsPerSecond texts that one page sends within a second
 * @param subscriptions subscriptions of one page
 * @param queuedTexts texts that wait to be sent to one page
 * @param queuedBytes their bytes, about
 * @param sendDeadline how long one text may take to be sent
 * @param silence for how long a page may respond to no ping of the WebSocket protocol
 */
record PageLimits(
        int sockets,
        int socketsPerMember,
        int handshakesPerMinute,
        int textLength,
        int textsPerSecond,
        int subscriptions,
        int queuedTexts,
        int queuedBytes,
        Duration sendDeadline,
        Duration silence) {

    /** The bounds of every deployment; docs/live-updates.md has them. */
    static final PageLimits STANDARD = new PageLimits(
            5_000, 30, 60, 8_192, 100, 32, 256, 512 * 1_024, Duration.ofSeconds(5), Duration.ofMinutes(2));
}
