package io.github.circleauth.cdi;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.live.LiveNetwork;
import io.github.circleauth.live.PageMapping;
import io.github.circleauth.live.Pages;
import io.github.circleauth.live.Relays;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.session.Threads;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** The live channel of one deployment: its relays and the sockets of its pages. */
final class LiveWiring implements AutoCloseable {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Settings settings;
    private final Relays relays;
    private final Pages pages;

    /** Creates the live channel. It makes no connection before there is a page or a listener. */
    LiveWiring(Settings settings, Relays relays, Threads threads, Ticker ticker, InstantSource clock) {
        this.settings = settings;
        this.relays = relays;
        this.pages = new Pages(settings.live().channels(), ticker, clock, threads.workers());
        threads.every(TICK, pages::tick);
        threads.every(TICK, relays::tick);
    }

    /** Ends what a lease has here, once it has ended. */
    void observe(CircleEvent event) {
        if (event instanceof LeaseEnded ended) {
            pages.leaseEnded(ended.leaseId());
            relays.leaseEnded(ended.leaseId());
        }
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
        } catch (RuntimeException failed) { // No thread may remain.
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
        PageMapping.add(context, path, pages, relays, settings.live().origins(), runtime, requests);
    }

    /** Disconnects the pages, which may come back to the next deployment, and then from Circle. */
    @Override
    public void close() {
        try {
            pages.close();
        } finally {
            relays.close();
        }
    }
}
