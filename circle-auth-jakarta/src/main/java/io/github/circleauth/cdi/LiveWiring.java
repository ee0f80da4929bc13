package io.github.circleauth.cdi;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.live.CircleLive;
import io.github.circleauth.live.EndsElsewhere;
import io.github.circleauth.live.LiveNetwork;
import io.github.circleauth.live.LiveOrigins;
import io.github.circleauth.live.MemberLive;
import io.github.circleauth.live.PageMapping;
import io.github.circleauth.live.Pages;
import io.github.circleauth.live.Relays;
import io.github.circleauth.operations.LiveCounts;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.session.LeaseMember;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.Threads;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The live channel of one deployment: its relays and the sockets of its pages. */
final class LiveWiring implements AutoCloseable {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Settings settings;
    private final Relays relays;
    private final Pages pages;
    private final Executor listeners;
    private volatile Runnable letGo = () -> {};

    /** Creates the live channel. It makes no connection before there is a page or a listener. */
    LiveWiring(Settings settings, Leases leases, Relays relays, Threads threads, Ticker ticker, InstantSource clock) {
        this.settings = settings;
        this.relays = relays;
        this.listeners = threads.listeners();
        this.pages = new Pages(
                settings.live().channels(), ticker, clock, threads.live(), threads.liveLater(), threads.closing());
        threads.every(TICK, pages::tick);
        threads.every(TICK, relays::tick);
        threads.every(TICK, new EndsElsewhere(leases, pages, relays)::tick);
    }

    /** Ends what a lease has here, once it has ended. */
    void observe(CircleEvent event) {
        if (event instanceof LeaseEnded ended) {
            pages.leaseEnded(ended.leaseId());
            relays.leaseEnded(ended.leaseId());
        }
    }

    /** Returns the numbers for the diagnostics page. */
    LiveCounts counts() {
        return new LiveCounts(
                pages.size(), pages.maxSize(), relays.size(), pages.refused(), pages.cutOff(), pages.messagesDropped());
    }

    /**
     * Returns the real-time channel for Java code.
     *
     * @param current returns the current member
     * @param requests returns the request that the calling thread handles, or throws {@link IllegalStateException}
     */
    CircleLive forListeners(Supplier<LeaseMember> current, Supplier<HttpServletRequest> requests) {
        if (settings.network().credentials().isPresent() && !LiveNetwork.canAuthenticateToProxy()) {
            throw new IllegalStateException(
                    "circle.auth.proxy-user is set, and this JVM gives a proxy no user and password for"
                            + " a WebSocket. Start the server with -Djdk.http.auth.tunneling.disabledSchemes= to use CircleLive.");
        }
        return new MemberLive(relays, current, () -> origin(requests), listeners);
    }

    /** Returns the origin for Circle: the first one of the configuration, else this site's, else Circle's own. */
    private String origin(Supplier<HttpServletRequest> requests) {
        return settings.live().origins().first().orElseGet(() -> {
            try {
                HttpServletRequest request = requests.get();
                String own = request.getScheme() + "://" + request.getServerName() + ":" + request.getServerPort();
                return LiveOrigins.normal(own).orElseGet(this::ofCircle);
            } catch (IllegalStateException noRequest) {
                return ofCircle();
            }
        });
    }

    private String ofCircle() {
        return settings.baseUrl().toString();
    }

    /**
     * Maps the endpoint of pages, if it has a path. If that fails, the runtime ends.
     *
     * @param requests returns the request that the calling thread handles
     * @throws IllegalStateException if it can't be mapped
     */
    void map(ServletContext context, CircleAuthRuntime runtime, Supplier<HttpServletRequest> requests) {
        Optional<String> path = settings.live().path().or(() -> PageMapping.registered(context));
        if (path.isEmpty()) {
            return;
        }
        try {
            map(context, path.get(), runtime, requests);
        } catch (RuntimeException | Error failed) { // No thread may remain.
            runtime.close();
            throw failed;
        }
    }

    private void map(
            ServletContext context, String path, CircleAuthRuntime runtime, Supplier<HttpServletRequest> requests) {
        // A path of the key has been checked with the other keys.
        if (settings.options().principalOfRequest()) {
            throw new IllegalStateException(
                    "circle-auth can't start: circle.auth.principal " + LiveSettings.NO_REQUEST_PRINCIPAL);
        }
        if (settings.network().credentials().isPresent() && !LiveNetwork.canAuthenticateToProxy()) {
            throw new IllegalStateException(
                    "circle-auth can't start: circle.auth.proxy-user " + LiveSettings.NO_PROXY_USER);
        }
        letGo = PageMapping.add(context, path, pages, relays, settings.live().origins(), runtime, requests);
    }

    /** Disconnects the pages, which may come back to the next deployment, and then from Circle. */
    @Override
    public void close() {
        try {
            pages.close();
        } finally {
            letGo.run();
            relays.close();
        }
    }
}
