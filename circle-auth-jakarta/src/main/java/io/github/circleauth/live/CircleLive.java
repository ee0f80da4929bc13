package io.github.circleauth.live;

import io.github.circleauth.CircleMember;
import io.github.circleauth.NotSignedInException;

/**
 * Circle's real-time channel for Java code, as the current member: for Faces push, server-sent events or a chat bot. {@code @Inject
 * CircleLive live} works in every CDI bean.
 *
 * <pre>{@code
 * LiveSubscription subscription = live.subscribe(LiveChannel.notifications(), json -> push.send(json));
 * }</pre>
 *
 * <p>All subscriptions of one session share one connection to Circle, with each other and with the session's pages. It is renewed
 * with the session's token, and made anew when it breaks. A subscription ends with its session: at the latest when nobody has used the session
 * for its timeout.
 */
public interface CircleLive {

    /**
     * Subscribes to a channel as the current member. Returns at once; the listener hears when Circle has confirmed it.
     *
     * @return the subscription, to be closed when the events are no longer wanted. It need not be kept
     * @throws NotSignedInException if no user is signed in, or there is no session
     * @throws IllegalStateException on a thread without an active request, and for a user without a session, whose token is that
     *     of {@code circle.auth.sessionless=per-user}
     */
    LiveSubscription subscribe(LiveChannel channel, LiveListener listener);

    /**
     * Returns the channel as another member than the current one, for threads without a request.
     *
     * @param captured what {@link CircleMember#capture()} returned
     * @throws NotSignedInException if that member's session has ended, or there was none
     */
    CircleLive as(CircleMember captured);
}
