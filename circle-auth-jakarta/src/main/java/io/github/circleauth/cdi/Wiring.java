package io.github.circleauth.cdi;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.CircleHttpBuilder;
import io.github.circleauth.http.OrphanedTokens;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.live.Relays;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.operations.CircleStatistics;
import io.github.circleauth.operations.Diagnostics;
import io.github.circleauth.operations.EventListeners;
import io.github.circleauth.operations.Gauges;
import io.github.circleauth.operations.JmxRegistration;
import io.github.circleauth.operations.ManagedAttributes;
import io.github.circleauth.operations.Readiness;
import io.github.circleauth.operations.Statistics;
import io.github.circleauth.operations.Telemetry;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.session.BackgroundTasks;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.LeaseInspector;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.ObtainLimit;
import io.github.circleauth.session.Revoker;
import io.github.circleauth.session.SameCaller;
import io.github.circleauth.session.Threads;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Creates one deployment's objects from its settings and connects them. */
final class Wiring implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Wiring.class.getName());

    /** How long a start that fails waits for the end of its threads. */
    private static final Duration THREADS_END = Duration.ofSeconds(2);

    private final Settings settings;
    private final Config config;
    private final @Nullable ClassLoader application = Thread.currentThread().getContextClassLoader();
    private final Ticker ticker;
    private final InstantSource clock;
    private final Optional<SSLContext> tls;
    private final CircleHttp http;
    private final MemberAccess memberAccess;
    private final EventListeners listeners = new EventListeners();
    private final Statistics statistics;
    private final Telemetry telemetry;

    private volatile @Nullable ObserverDispatch observers;
    private volatile @Nullable Leases leases;
    private volatile @Nullable CircleAuthRuntime runtime;
    private volatile @Nullable Diagnostics diagnostics;
    private volatile @Nullable Readiness readiness;
    private volatile @Nullable JmxRegistration jmx;
    private volatile @Nullable LiveWiring live;

    Wiring(Settings settings, Config config, Optional<SSLContext> tls, Telemetry.Apis apis) {
        this(settings, config, tls, apis, Ticker.system(), InstantSource.system());
    }

    Wiring(
            Settings settings,
            Config config,
            Optional<SSLContext> tls,
            Telemetry.Apis apis,
            Ticker ticker,
            InstantSource clock) {
        this.settings = settings;
        this.config = config;
        this.ticker = ticker;
        this.clock = clock;
        this.tls = tls;
        this.statistics = new Statistics(clock);
        listeners.add(statistics);
        this.telemetry = new Telemetry(apis, settings.monitoring().traceContext(), ticker);
        CircleHttpBuilder builder = settings.http()
                .apiToken(this::appToken)
                .ticker(ticker)
                .clock(clock)
                .orphans(this::revokeOrphaned);
        tls.ifPresent(builder::sslContext);
        if (telemetry.hasApis()) {
            builder.observer(telemetry);
            listeners.add(telemetry::count);
        }
        this.http = builder.build();
        this.memberAccess = new MemberAccess(http);
    }

    Settings settings() {
        return settings;
    }

    /** Returns what the diagnostics page shows; null before the start. */
    @Nullable Diagnostics diagnostics() {
        return diagnostics;
    }

    CircleAuthClient client() {
        return http.tokenEndpoint(RequestPriority.AWAITED);
    }

    MemberAccess memberAccess() {
        return memberAccess;
    }

    /** Has the application's observers notified of all events, until the end. */
    void notify(ObserverDispatch applications) {
        listeners.add(applications);
        observers = applications;
    }

    /**
     * Creates and starts the runtime, on the thread that deploys the application.
     *
     * @param contextPath the application's context path, which names it in the log and its threads
     * @param sameCaller which principals need not be resolved again
     */
    CircleAuthRuntime start(String contextPath, MemberIdentityResolver resolver, SameCaller sameCaller) {
        Threads threads = new Threads(contextPath, Thread.currentThread().getContextClassLoader());
        try {
            return start(contextPath, resolver, sameCaller, threads);
        } catch (RuntimeException | Error failed) { // Such as a ledger without its table: no thread may remain.
            boolean unused = threads.close(THREADS_END);
            closeObservers();
            throw failed;
        }
    }

    private CircleAuthRuntime start(
            String contextPath, MemberIdentityResolver resolver, SameCaller sameCaller, Threads threads) {
        SecureRandom random = new SecureRandom();
        Ledger ledger = settings.databaseLedger(threads.ledger()).orElseGet(MemoryLedger::new);
        Revoker revoker = new Revoker(
                ledger,
                http.tokenEndpoint(RequestPriority.REVOCATION),
                threads.workers(),
                clock,
                random,
                ticker,
                listeners);
        LeaseEnvironment environment = environment(ledger, revoker, threads, random);
        Leases started = new Leases(environment, sameCaller);
        BackgroundTasks tasks = new BackgroundTasks(threads, started, ledger, revoker, http, clock);
        tasks.start();
        leases = started;
        LiveWiring pages = live(started, threads, random);
        live = pages;
        LeaseInspector inspector = new LeaseInspector(started);
        diagnostics = new Diagnostics(
                inspector, ledger, http, threads, pages::counts, statistics, ConfigurationReport.of(config), clock);
        CircleAuthRuntime created =
                new CircleAuthRuntime(started, resolver, memberAccess, settings.options(), () -> stop(tasks, pages));
        runtime = created;
        telemetry.measure(contextPath, new Gauges(inspector, ledger, http, ticker, clock));
        readiness = new Readiness(
                contextPath,
                settings.monitoring().readinessFails(),
                new Readiness.Sources(http::refusal, ledger::unreachableFor, environment.circuitBreaker()::isOpen),
                ticker);
        jmx = JmxRegistration.of(contextPath, new ManagedAttributes(inspector, ledger, statistics, clock));
        LOG.log(
                Level.INFO,
                "CIRCLE-0002: circle-auth is on for {0}: members'' tokens come from {1}, the ledger is kept in {2}.",
                contextPath.isEmpty() ? "/" : contextPath,
                settings.network().describe(),
                settings.database().isPresent() ? "the database" : "memory");
        return created;
    }

    private LiveWiring live(Leases started, Threads threads, SecureRandom random) {
        Relays relays = Relays.of(started, http, settings.network().live(tls), threads.live(), ticker, random);
        LiveWiring created = new LiveWiring(settings, started, relays, threads, ticker, clock);
        listeners.add(created::observe);
        return created;
    }

    private void stop(BackgroundTasks tasks, LiveWiring pages) {
        pages.close();
        Optional.ofNullable(jmx).ifPresent(JmxRegistration::close);
        try {
            tasks.stop(settings.shutdownTimeout());
        } finally {
            closeObservers(); // After the last event.
        }
    }

    private void closeObservers() {
        Optional.ofNullable(observers).ifPresent(ObserverDispatch::close);
    }

    private LeaseEnvironment environment(Ledger ledger, Revoker revoker, Threads threads, SecureRandom random) {
        return new LeaseEnvironment(
                http::tokenEndpoint,
                ledger,
                revoker,
                settings.seal(),
                settings.schedule(),
                new CircuitBreaker(ticker, random),
                new ObtainLimit(settings.obtainLimit(), ticker),
                threads.workers(),
                ticker,
                clock,
                random,
                listeners);
    }

    /** Returns the live channel, once the runtime has started. */
    Optional<LiveWiring> live() {
        return Optional.ofNullable(live);
    }

    /** Returns whether the application is ready, as far as the library is concerned. */
    Readiness.Report readiness() {
        Readiness started = readiness;
        return started == null ? Readiness.switchedOff() : started.report();
    }

    /** Returns the leases, once the runtime has started. */
    Optional<Leases> leases() {
        return Optional.ofNullable(leases);
    }

    /** Returns the statistics, once the runtime has started. */
    Optional<CircleStatistics> statistics() {
        return leases().map(started -> statistics);
    }

    /** Returns whether an application with this class loader was the first to use the client. */
    boolean isFor(@Nullable ClassLoader loader) {
        return application == loader;
    }

    /** Returns whether a configuration has an app token, and another one. */
    boolean hasOtherAppTokenThan(Config other) {
        Secret own = SettingsReader.appToken(config).orElseGet(settings::apiToken);
        return SettingsReader.appToken(other)
                .filter(token -> !token.equals(own))
                .isPresent();
    }

    /** Reads the app token from the configuration again, where the operator may have changed it. The reader checks it. */
    private Secret appToken() {
        return Secret.of(
                config.getValue(ConfigKey.API_TOKEN.key(), String.class).strip());
    }

    /** Has orphaned tokens revoked: through the ledger once it is there, otherwise at once. */
    private void revokeOrphaned(OrphanedTokens tokens) {
        Leases started = leases;
        if (started != null) {
            started.orphan(tokens);
            return;
        }
        CircleAuthClient revocations = http.tokenEndpoint(RequestPriority.REVOCATION);
        try {
            tokens.refreshToken().ifPresent(revocations::revokeRefreshToken);
        } finally {
            tokens.accessToken().ifPresent(revocations::revokeMemberAPIToken);
        }
    }

    @Override
    public void close() {
        CircleAuthRuntime started = runtime;
        try {
            if (started != null) {
                started.close();
            }
        } finally {
            http.close();
            memberAccess.close();
            telemetry.close();
        }
    }
}
