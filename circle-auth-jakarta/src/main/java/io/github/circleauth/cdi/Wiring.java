package io.github.circleauth.cdi;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.Secret;
import io.github.circleauth.http.HttpCircleAuthClient;
import io.github.circleauth.http.MemberCalls;
import io.github.circleauth.http.OrphanedTokens;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.JdbcLedger;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.session.BackgroundTasks;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.ObtainLimit;
import io.github.circleauth.session.Revoker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** One deployment's objects, made from its settings and put together. */
final class Wiring implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Wiring.class.getName());

    /** Less than a request waits for its token (circle.auth.request-wait), which is handed out after that. */
    private static final Duration LONGEST_WAIT_FOR_DATABASE = Duration.ofSeconds(2);

    private final Settings settings;
    private final Config config;
    private final String application;
    private final Ticker ticker;
    private final InstantSource clock;
    private final HttpCircleAuthClient client;

    private volatile @Nullable Leases leases;
    private volatile @Nullable CircleAuthRuntime runtime;

    Wiring(Settings settings, Config config, String application) {
        this(settings, config, application, Ticker.system(), InstantSource.system());
    }

    Wiring(Settings settings, Config config, String application, Ticker ticker, InstantSource clock) {
        this.settings = settings;
        this.config = config;
        this.application = application;
        this.ticker = ticker;
        this.clock = clock;
        this.client = settings.client()
                .apiToken(this::appToken)
                .ticker(ticker)
                .clock(clock)
                .strays(this::stray)
                .build();
    }

    Settings settings() {
        return settings;
    }

    CircleAuthClient client() {
        return client.at(RequestPriority.AWAITED);
    }

    MemberCalls memberCalls() {
        return client.memberCalls();
    }

    Optional<CircleAuthRuntime> runtime() {
        return Optional.ofNullable(runtime);
    }

    CircleAuthRuntime start(MemberIdentityResolver resolver) {
        SecureRandom random = new SecureRandom();
        BackgroundTasks engine =
                new BackgroundTasks(application, Thread.currentThread().getContextClassLoader());
        Ledger ledger =
                settings.database().map(database -> durable(database, engine)).orElseGet(MemoryLedger::new);
        Revoker revoker = new Revoker(ledger, client.at(RequestPriority.REVOCATION), engine.workers(), clock, random);
        Leases started = new Leases(new LeaseEnvironment(
                client::at,
                ledger,
                revoker,
                settings.seal(),
                settings.schedule(),
                new CircuitBreaker(ticker, random),
                new ObtainLimit(settings.obtainLimit(), ticker),
                engine.workers(),
                ticker,
                clock,
                random));
        engine.start(started, ledger, revoker, client, clock);
        leases = started;
        CircleAuthRuntime made = new CircleAuthRuntime(
                started,
                resolver,
                new MemberAccess(client.memberCalls()),
                settings.options(),
                () -> engine.stop(ledger, revoker, client, clock, settings.shutdownTimeout()));
        runtime = made;
        LOG.log(
                Level.INFO,
                "circle-auth is on for {0}: members'' tokens come from {1}, the ledger is kept in {2}.",
                application.isEmpty() ? "/" : application,
                settings.baseUrl(),
                settings.database().isPresent() ? "the database" : "memory");
        return made;
    }

    private Ledger durable(Settings.Database database, BackgroundTasks engine) {
        JdbcLedger ledger = new JdbcLedger(
                database.source(),
                settings.seal(),
                database.createTable(),
                engine.ledgerThread(),
                LONGEST_WAIT_FOR_DATABASE);
        ledger.start();
        return ledger;
    }

    /** Reads the app token again, which the operator may have changed; what is no token changes nothing. */
    private Secret appToken() {
        return config.getOptionalValue(ConfigKey.API_TOKEN.key(), String.class)
                .map(String::strip)
                .filter(SettingsReader::isAppToken)
                .map(Secret::of)
                .orElseGet(settings::apiToken);
    }

    /** Tokens that came in an answer which can't be used: the ledger has them revoked, if there is one. */
    private void stray(OrphanedTokens tokens) {
        Leases started = leases;
        if (started != null) {
            started.orphan(tokens);
            return;
        }
        try {
            tokens.refreshToken().ifPresent(client::revokeRefreshToken);
        } finally {
            tokens.accessToken().ifPresent(client::revokeMemberAPIToken);
        }
    }

    @Override
    public void close() {
        CircleAuthRuntime started = runtime;
        if (started != null) {
            started.close();
        }
        client.close();
    }
}
