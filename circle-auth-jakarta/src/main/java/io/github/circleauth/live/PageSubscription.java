package io.github.circleauth.live;

import io.github.circleauth.live.PageChannels.Requested;
import org.jspecify.annotations.Nullable;

/** A page's subscription, under the page's own identifier. */
final class PageSubscription implements Subscriber {

    private final String identifier;
    private final Requested requested;
    private final PageSocket page;

    // Guarded by this.
    private @Nullable Subscription relayed;
    private boolean confirmed;
    private boolean over;

    PageSubscription(String identifier, Requested requested, PageSocket page) {
        this.identifier = identifier;
        this.requested = requested;
        this.page = page;
    }

    /** Subscribes at the relay. */
    void start(PageLease lease) {
        Subscription started = lease.subscribe(requested.channel(), this);
        synchronized (this) {
            if (!over) {
                relayed = started;
                return;
            }
        }
        started.close();
    }

    /** Ends the subscription. Nothing of it is sent to the page from then on. */
    void close() {
        Subscription ended;
        synchronized (this) {
            over = true;
            ended = relayed;
            relayed = null;
        }
        if (ended != null) {
            ended.close();
        }
    }

    synchronized boolean isConfirmed() {
        return confirmed && !over;
    }

    /** Confirms, if the channel is the member's own: by now a token has been obtained, which says which member that is. */
    @Override
    public void confirmed() {
        if (!page.isOwn(requested)) {
            rejected();
            return;
        }
        synchronized (this) {
            if (over) {
                return;
            }
            confirmed = true;
        }
        page.send(PageTexts.confirmed(identifier));
    }

    @Override
    public void rejected() {
        page.reject(identifier, this);
    }

    @Override
    public void received(String message) {
        if (isConfirmed()) {
            page.send(PageTexts.event(identifier, message));
        }
    }

    @Override
    public void ended(RelayEnd end) {
        page.end(end == RelayEnd.LEASE_ENDED ? PageEnd.UNAUTHORIZED : PageEnd.CIRCLE_UNREACHABLE);
    }
}
