package io.github.circleauth.live;

import io.github.circleauth.http.Ticker;
import jakarta.json.Json;
import jakarta.json.stream.JsonParserFactory;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The sockets of one deployment's pages, and their bounds. Thread-safe; no method waits. */
public final class Pages implements AutoCloseable {

    /** Pages expect a ping every three seconds, and take six without one for the end. */
    private static final int PING_SECONDS = 3;

    private static final int LIFE_SIGN_SECONDS = 30;

    private final JsonParserFactory parsers = Json.createParserFactory(Map.of());
    private final PageChannels channels;
    private final PageLimits limits;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Executor executor;
    private final Executor later;
    private final Executor closing;
    private final PageCounts counts = new PageCounts();
    private final Handshakes handshakes;

    // Guarded by this.
    private final Map<String, Set<PageSocket>> byLease = new HashMap<>();
    private final Map<Object, Integer> byMember = new HashMap<>();
    private final Map<PageSocket, Integer> slots = new HashMap<>();
    private int opened;
    private int ticks;
    private boolean closed;

    /**
     * Creates the sockets' registry, on the thread that deploys the application.
     *
     * @param channels the names of the channels that pages may subscribe to
     * @param executor the library's own threads
     * @param later the same threads, a moment later
     * @param closing threads of the library's own that do nothing but close sockets
     */
    public Pages(
            Set<String> channels,
            Ticker ticker,
            InstantSource clock,
            Executor executor,
            Executor later,
            Executor closing) {
        this(channels, PageLimits.STANDARD, ticker, clock, executor, later, closing);
    }

    Pages(
            Set<String> channels,
            PageLimits limits,
            Ticker ticker,
            InstantSource clock,
            Executor executor,
            Executor later,
            Executor closing) {
        this.channels = new PageChannels(parsers, channels);
        this.limits = limits;
        this.ticker = ticker;
        this.clock = clock;
        this.executor = executor;
        this.later = later;
        this.closing = closing;
        this.handshakes = new Handshakes(limits.handshakesPerMinute(), ticker);
    }

    PageChannels channels() {
        return channels;
    }

    PageLimits limits() {
        return limits;
    }

    JsonParserFactory parsers() {
        return parsers;
    }

    Executor later() {
        return later;
    }

    Executor closing() {
        return closing;
    }

    PageCounts counts() {
        return counts;
    }

    long nanos() {
        return ticker.nanos();
    }

    PageSender sender(PageTransport transport, Runnable whenClosed) {
        return new PageSender(transport, limits, ticker, executor, whenClosed);
    }

    /** Refuses a page: tells it so, and closes its socket. */
    void refuse(PageTransport transport, PageEnd why) {
        why.tell(sender(transport, () -> {}));
    }

    /** Creates the socket of a page whose handshake was accepted. */
    PageSocket socket(PageLease lease, PageTransport transport) {
        return new PageSocket(this, lease, transport);
    }

    /**
     * Opens a socket: welcomes the page, or refuses it. There may be too many, and the lease may have ended since the handshake.
     *
     * @param id the socket's id, which the page is told
     */
    void open(PageSocket socket, String id) {
        PageEnd refusal = handshakes.isWithinRate(socket.lease().id()) ? add(socket) : PageEnd.TOO_MANY_PAGES;
        if (refusal != null) {
            if (refusal == PageEnd.TOO_MANY_PAGES) {
                counts.refused();
            }
            socket.end(refusal);
            return;
        }
        socket.send(PageTexts.welcome(id));
        // The end of the lease may have been told before the socket was added.
        socket.check(ticker.nanos());
    }

    private synchronized @Nullable PageEnd add(PageSocket socket) {
        PageLease lease = socket.lease();
        if (closed) {
            return PageEnd.UNDEPLOYED;
        }
        if (slots.size() >= limits.sockets() || byMember.getOrDefault(lease.member(), 0) >= limits.socketsPerMember()) {
            return PageEnd.TOO_MANY_PAGES;
        }
        byMember.merge(lease.member(), 1, Integer::sum);
        byLease.computeIfAbsent(lease.id(), id -> new HashSet<>()).add(socket);
        slots.put(socket, Math.floorMod(opened++, LIFE_SIGN_SECONDS));
        return null;
    }

    synchronized void remove(PageSocket socket) {
        if (slots.remove(socket) == null) {
            return;
        }
        PageLease lease = socket.lease();
        byMember.computeIfPresent(lease.member(), (member, count) -> count == 1 ? null : count - 1);
        byLease.computeIfPresent(lease.id(), (id, sockets) -> {
            sockets.remove(socket);
            return sockets.isEmpty() ? null : sockets;
        });
    }

    /** Returns the ids of the leases that have pages, subscribed or not. */
    synchronized Set<String> leaseIds() {
        return Set.copyOf(byLease.keySet());
    }

    /** Returns how many sockets are open. */
    public synchronized int size() {
        return slots.size();
    }

    /** Returns how many sockets may be open. */
    public int maxSize() {
        return limits.sockets();
    }

    /** Returns how many pages were refused since the start, since they would have been too many. */
    public long refused() {
        return counts.pagesRefused();
    }

    /** Returns how many pages were cut off since the start. */
    public long cutOff() {
        return counts.pagesCutOff();
    }

    /** Returns how many messages of pages were not passed on since the start. */
    public long messagesDropped() {
        return counts.droppedMessages();
    }

    /** Disconnects the pages of a lease that has ended. */
    public void leaseEnded(String leaseId) {
        List<PageSocket> ended;
        synchronized (this) {
            ended = List.copyOf(byLease.getOrDefault(leaseId, Set.of()));
        }
        ended.forEach(socket -> socket.end(PageEnd.UNAUTHORIZED));
    }

    /** Sends the pings that are due and checks all sockets. Called once a second. */
    public void tick() {
        Map<PageSocket, Integer> all;
        int now;
        synchronized (this) {
            all = Map.copyOf(slots);
            now = ticks++;
        }
        handshakes.sweep();
        long nanos = ticker.nanos();
        String ping = PageTexts.ping(clock.instant().getEpochSecond());
        all.forEach((socket, slot) -> {
            socket.check(nanos);
            if (Math.floorMod(now - slot, PING_SECONDS) == 0) {
                socket.send(ping);
            }
            if (Math.floorMod(now - slot, LIFE_SIGN_SECONDS) == 0) {
                socket.askForLife();
            }
        });
    }

    /** Disconnects all pages, which may come back to the next deployment. */
    @Override
    public void close() {
        List<PageSocket> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(slots.keySet());
        }
        all.forEach(socket -> {
            socket.end(PageEnd.UNDEPLOYED);
            socket.check(ticker.nanos());
        });
    }
}
