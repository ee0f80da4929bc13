package io.github.circleauth.live;

import io.github.circleauth.http.StrictJson.Unreadable;
import io.github.circleauth.live.PageChannels.Requested;
import io.github.circleauth.live.PageTransport.Close;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One page's socket: speaks Action Cable to it. Its texts come one at a time, from the container; everything else on any
 * thread. Nothing is sent, and no relay called, under the lock.
 */
final class PageSocket {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Pages pages;
    private final PageLease lease;
    private final PageTransport transport;
    private final PageSender sender;

    // Guarded by this.
    private final Map<String, PageSubscription> subscriptions = new HashMap<>();
    private final FixedWindow texts;
    private long heardAt;
    private boolean over;

    PageSocket(Pages pages, PageLease lease, PageTransport transport) {
        this.pages = pages;
        this.lease = lease;
        this.transport = transport;
        this.sender = pages.sender(transport, this::socketClosed);
        this.texts = new FixedWindow(pages.limits().textsPerSecond(), SECOND);
        this.heardAt = pages.nanos();
    }

    PageLease lease() {
        return lease;
    }

    /** Handles a text of the page's. */
    void received(String text) {
        if (text.length() > pages.limits().textLength()) {
            cutOff(Close.TOO_BIG);
        } else if (!isWithinRate()) {
            end(PageEnd.TOO_MANY_TEXTS);
        } else {
            perform(text);
        }
    }

    private synchronized boolean isWithinRate() {
        heardAt = pages.nanos();
        return texts.allows(heardAt);
    }

    private void perform(String text) {
        try {
            PageCommand command = PageCommand.parse(pages.parsers(), text);
            switch (command.kind()) {
                case SUBSCRIBE -> subscribe(command.identifier());
                case UNSUBSCRIBE -> unsubscribe(command.identifier());
                case MESSAGE -> pages.counts().messageDropped();
            }
        } catch (Unreadable garbage) {
            cutOff(Close.UNSUPPORTED_DATA);
        }
    }

    /** Handles binary data, which Action Cable does not have. */
    void receivedBinary() {
        cutOff(Close.UNSUPPORTED_DATA);
    }

    /** Notes that the page responded to a ping of the WebSocket protocol. */
    synchronized void heard() {
        heardAt = pages.nanos();
    }

    private void subscribe(String identifier) {
        PageSubscription known = subscription(identifier);
        if (known != null) {
            // Pages repeat what was not confirmed yet, and a second subscriber of a page asks again.
            if (known.isConfirmed()) {
                send(PageTexts.confirmed(identifier));
            }
            return;
        }
        Optional<Requested> requested = pages.channels().parse(identifier).filter(this::mayBeOwn);
        PageSubscription added = requested
                .map(channel -> new PageSubscription(identifier, channel, this))
                .orElse(null);
        if (added == null || !add(identifier, added)) {
            send(PageTexts.rejected(identifier));
        } else {
            added.start(lease);
        }
    }

    private synchronized @Nullable PageSubscription subscription(String identifier) {
        return subscriptions.get(identifier);
    }

    private synchronized boolean add(String identifier, PageSubscription added) {
        if (over || subscriptions.size() >= pages.limits().subscriptions()) {
            return false;
        }
        subscriptions.put(identifier, added);
        return true;
    }

    private void unsubscribe(String identifier) {
        PageSubscription ended;
        synchronized (this) {
            ended = subscriptions.remove(identifier);
        }
        if (ended != null) {
            ended.close();
        }
    }

    /** Returns whether a channel names no member, or the lease's. */
    boolean isOwn(Requested requested) {
        return requested.memberId().isEmpty() || requested.memberId().equals(lease.communityMemberId());
    }

    private boolean mayBeOwn(Requested requested) {
        OptionalLong own = lease.communityMemberId();
        return own.isEmpty() || isOwn(requested);
    }

    void send(String text) {
        sender.send(text);
    }

    /** Ends a subscription, and tells the page that it was rejected. */
    void reject(String identifier, PageSubscription rejected) {
        boolean removed;
        synchronized (this) {
            removed = subscriptions.remove(identifier, rejected);
        }
        rejected.close();
        if (removed) {
            send(PageTexts.rejected(identifier));
        }
    }

    /** Tells the page that it is disconnected, and closes the socket. No event passes from then on. */
    void end(PageEnd why) {
        boolean first = release();
        if (why != PageEnd.UNAUTHORIZED) {
            why.tell(sender);
        } else if (first) {
            tellLater(why);
        }
    }

    /** Lets the container come first, which may be closing the socket of a session that ends: two that close are too many. */
    private void tellLater(PageEnd why) {
        try {
            pages.later().execute(() -> why.tell(sender));
        } catch (RejectedExecutionException undeploying) {
            why.tell(sender);
        }
    }

    private void cutOff(Close reason) {
        sender.close(reason);
    }

    /** Notes that the page or the container closed the socket. */
    void closed() {
        boolean unused = release();
        sender.closed();
    }

    /** Is told once by the sender. A socket that was neither ended nor closed by the page was cut off. */
    private void socketClosed() {
        if (release()) {
            pages.counts().cutOff();
        }
        pages.remove(this);
    }

    /** Ends the subscriptions. Returns false if that has been done. */
    private boolean release() {
        List<PageSubscription> ended;
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            ended = List.copyOf(subscriptions.values());
            subscriptions.clear();
        }
        ended.forEach(PageSubscription::close);
        return true;
    }

    /** Checks the lease and the page. Called once a second. */
    void check(long nanos) {
        if (lease.isOverAt(nanos)) {
            end(PageEnd.UNAUTHORIZED);
        } else if (isSilent(nanos)) {
            cutOff(Close.TRY_AGAIN_LATER);
        }
        sender.check(nanos);
    }

    private synchronized boolean isSilent(long nanos) {
        return nanos - heardAt > pages.limits().silence().toNanos();
    }

    /** Sends a ping of the WebSocket protocol: a page that is gone is noticed by its silence alone. */
    void askForLife() {
        transport.ping();
    }
}
