package io.github.circleauth.cdi;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttpBuilder;
import io.github.circleauth.ledger.JdbcLedger;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.LedgerOwner;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.UrlPatterns;
import io.github.circleauth.session.RenewalSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/**
 * The checked configuration.
 *
 * @param apiToken {@code circle.auth.api-token}
 * @param identity {@code circle.auth.identity} and {@code circle.auth.identity-from}
 * @param network how Circle is reached
 * @param options how requests are handled
 * @param schedule when tokens are renewed
 * @param database the database of {@code circle.auth.ledger=jdbc}; empty for the ledger in memory
 * @param seal the keys of {@code circle.auth.seal-keys}, or one derived from the app token
 * @param rateLimit {@code circle.auth.rate-limit}
 * @param rateLimitWindow {@code circle.auth.rate-limit-window}
 * @param memberApiShare {@code circle.auth.member-api-share}
 * @param obtainLimit {@code circle.auth.obtain-limit}
 * @param live the live channel
 * @param shutdownTimeout {@code circle.auth.shutdown-timeout}
 * @param monitoring how the library is seen from outside
 */
record Settings(
        Secret apiToken,
        IdentitySettings identity,
        NetworkSettings network,
        CircleAuthRuntime.Options options,
        RenewalSchedule schedule,
        Optional<Database> database,
        Seal seal,
        int rateLimit,
        Duration rateLimitWindow,
        int memberApiShare,
        int obtainLimit,
        LiveSettings live,
        Duration shutdownTimeout,
        MonitoringSettings monitoring) {

    /**
     * The database of a durable ledger.
     *
     * @param source {@code circle.auth.ledger.data-source}, looked up
     * @param createTable {@code circle.auth.ledger.create-table}
     */
    record Database(DataSource source, boolean createTable) {}

    /** Shorter than a request's wait for its token (circle.auth.request-wait), which includes this one. */
    private static final Duration MAX_WAIT_FOR_DATABASE = Duration.ofSeconds(2);

    static Settings read(Config config, boolean identityRequired) {
        return read(config, identityRequired, Optional.empty());
    }

    /**
     * Reads and checks all keys.
     *
     * @param identityRequired whether the keys determine the identity, rather than a resolver of the application
     * @param annotated the annotation's kind of identity, for which {@code circle.auth.identity} need not be set
     * @throws IllegalStateException if a key is wrong; the message names all that are
     */
    static Settings read(Config config, boolean identityRequired, Optional<MemberIdentity.Kind> annotated) {
        SettingsReader reader = new SettingsReader(config);
        Secret apiToken = reader.appToken();
        Settings settings = new Settings(
                apiToken,
                IdentitySettings.read(reader, identityRequired, annotated),
                NetworkSettings.read(reader),
                options(reader),
                new RenewalSchedule(
                        reader.duration(ConfigKey.REFRESH_AHEAD), reader.durationOrZero(ConfigKey.EXPIRY_MARGIN)),
                reader.database(),
                reader.seal(apiToken),
                reader.count(ConfigKey.RATE_LIMIT, 1_000_000),
                reader.duration(ConfigKey.RATE_LIMIT_WINDOW),
                reader.count(ConfigKey.MEMBER_API_SHARE, 99),
                reader.count(ConfigKey.OBTAIN_LIMIT, 1_000_000),
                LiveSettings.read(reader),
                reader.durationOrZero(ConfigKey.SHUTDOWN_TIMEOUT),
                MonitoringSettings.read(reader));
        reader.finish();
        return settings;
    }

    private static CircleAuthRuntime.Options options(SettingsReader reader) {
        boolean createSession = reader.choice(ConfigKey.CREATE_SESSION, List.of("true", "false"))
                .equals("true");
        return new CircleAuthRuntime.Options(
                reader.choice(ConfigKey.OBTAIN, List.of("eager", "lazy")).equals("eager"),
                rejectPaths(reader),
                createSession,
                reader.durationOrZero(ConfigKey.REQUEST_WAIT),
                reader.choice(ConfigKey.PRINCIPAL, List.of("container", "request"))
                        .equals("request"),
                sessionlessIdle(reader, createSession));
    }

    /** Returns how long a lease without a session is kept unused; empty unless {@code circle.auth.sessionless=per-user}. */
    private static Optional<Duration> sessionlessIdle(SettingsReader reader, boolean createSession) {
        boolean perUser = reader.choice(ConfigKey.SESSIONLESS, List.of("none", "per-user"))
                .equals("per-user");
        Duration idle = reader.durationInSeconds(ConfigKey.SESSIONLESS_IDLE, Duration.ofHours(8));
        if (perUser && createSession) {
            reader.addFault(
                    ConfigKey.SESSIONLESS,
                    "is \"per-user\", and circle.auth.create-session is \"true\". Set one of the two: create-session for"
                            + " clients that keep cookies, sessionless for those that keep none.");
        }
        return perUser ? Optional.of(idle) : Optional.empty();
    }

    /** Returns the address of Circle. */
    URI baseUrl() {
        return network.baseUrl();
    }

    /** Returns whether other settings lead to the same community at the same Circle. */
    boolean isSameClientAs(Settings other) {
        return apiToken.equals(other.apiToken) && baseUrl().equals(other.baseUrl());
    }

    /** Returns where requests without a token are rejected: nowhere, unless {@code circle.auth.on-failure=reject}. */
    private static UrlPatterns rejectPaths(SettingsReader reader) {
        boolean rejects = reader.choice(ConfigKey.ON_FAILURE, List.of("proceed", "reject"))
                .equals("reject");
        Optional<String> list = reader.text(ConfigKey.REJECT_PATHS);
        if (list.isEmpty() && rejects) {
            reader.addFault(
                    ConfigKey.REJECT_PATHS,
                    "is missing. circle.auth.on-failure=reject rejects requests under these paths alone, so that people can"
                            + " sign out, and see error pages and static files, while Circle is unavailable. Name the paths"
                            + " of the pages that can't do without a token, such as /app/*.");
        }
        try {
            UrlPatterns patterns = list.map(UrlPatterns::parse).orElse(UrlPatterns.NONE);
            return rejects ? patterns : UrlPatterns.NONE;
        } catch (IllegalArgumentException malformed) {
            reader.addFault(ConfigKey.REJECT_PATHS, String.valueOf(malformed.getMessage()));
            return UrlPatterns.NONE;
        }
    }

    /**
     * Opens the ledger in the database, if there is to be one.
     *
     * @param thread the one thread of the ledger's database
     */
    Optional<Ledger> databaseLedger(Executor thread) {
        return database.map(configured -> {
            JdbcLedger ledger = new JdbcLedger(
                    configured.source(),
                    seal,
                    LedgerOwner.of(baseUrl(), apiToken),
                    configured.createTable(),
                    thread,
                    MAX_WAIT_FOR_DATABASE);
            ledger.start();
            return ledger;
        });
    }

    /** Returns a builder with these settings. */
    CircleHttpBuilder http() {
        return network.http().rateLimit(rateLimit, rateLimitWindow).memberApiShare(memberApiShare);
    }
}
