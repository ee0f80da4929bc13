package io.github.circleauth;

import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.JdbcLedger;
import io.github.circleauth.ledger.LedgerOwner;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.BackgroundTasks;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.ObtainLimit;
import io.github.circleauth.session.RenewalSchedule;
import io.github.circleauth.session.Revoker;
import io.github.circleauth.session.Threads;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server without a servlet container, in a JVM of its own: users sign in, use their tokens, renew them and sign out, until
 * the process is killed. It prints a line when it requests tokens, and a line with the tokens that it received.
 */
final class CrashingServer {

    static final int PEOPLE = 50;
    static final String APP_TOKEN = "the-app-token";
    private static final int VISITORS = 4;
    private static final int TIMEOUT_SECONDS = 1800;
    private static final Secret KEY = Secret.of("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");

    private final InstantSource clock;
    private final Random random;
    private final Threads threads = new Threads("crash", CrashingServer.class.getClassLoader());
    final BackgroundTasks tasks;
    final CircleHttp client;
    final JdbcLedger ledger;
    final Revoker revoker;
    private final Leases leases;

    CrashingServer(URI circle, String jdbcUrl, InstantSource clock, long seed) {
        this.clock = clock;
        this.random = new Random(seed);
        SecureRandom ids = new SecureRandom();
        Seal seal = Seal.of(List.of(KEY));
        client = CircleHttp.builder()
                .apiToken(Secret.of(APP_TOKEN))
                .baseUrl(circle)
                .rateLimit(1_000_000, Duration.ofMinutes(5))
                .build();
        LedgerOwner owner = LedgerOwner.of(circle, Secret.of(APP_TOKEN));
        ledger = new JdbcLedger(database(jdbcUrl), seal, owner, true, threads.ledger(), Duration.ofSeconds(10));
        ledger.start();
        revoker = new Revoker(ledger, client.tokenEndpoint(RequestPriority.REVOCATION), threads.workers(), clock, ids);
        leases = new Leases(new LeaseEnvironment(
                client::tokenEndpoint,
                ledger,
                revoker,
                seal,
                new RenewalSchedule(Duration.ofMinutes(15), Duration.ofSeconds(30)),
                new CircuitBreaker(Ticker.system(), ids),
                new ObtainLimit(1_000_000, Ticker.system()),
                threads.workers(),
                Ticker.system(),
                clock,
                ids));
        tasks = new BackgroundTasks(threads, leases, ledger, revoker, client, clock);
    }

    private static DataSource database(String jdbcUrl) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(jdbcUrl);
        return database;
    }

    /**
     * Runs until it is killed.
     *
     * @param args Circle's URL, the database's JDBC URL, and a random seed
     */
    public static void main(String[] args) {
        new CrashingServer(URI.create(args[0]), args[1], InstantSource.system(), Long.parseLong(args[2])).run();
    }

    private void run() {
        tasks.start();
        for (int i = 0; i < VISITORS; i++) {
            Random visitorsRandom = new Random(random.nextLong());
            new Thread(() -> visitForever(visitorsRandom)).start();
        }
    }

    private void visitForever(Random visitorsRandom) {
        while (true) {
            long member = 1L + visitorsRandom.nextInt(PEOPLE);
            Lease lease = leases.open(
                    () -> Long.toString(member),
                    Optional.of(MemberIdentity.communityMemberId(member)),
                    TIMEOUT_SECONDS,
                    leases.nanos());
            MemberTokens tokens = use(lease);
            for (int renewals = visitorsRandom.nextInt(3); renewals > 0; renewals--) {
                leases.reject(lease, tokens.accessToken(), leases.nanos());
                tokens = use(lease);
            }
            if (visitorsRandom.nextBoolean()) {
                leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);
            }
        }
    }

    private MemberTokens use(Lease lease) {
        print("requests");
        try {
            MemberTokens tokens = leases.tokens(lease, leases.nanos()).get();
            print("received " + tokens.accessToken().value().reveal() + " "
                    + tokens.refreshToken().reveal());
            return tokens;
        } catch (InterruptedException | ExecutionException unexpected) {
            print("failed " + unexpected);
            throw new IllegalStateException(unexpected);
        }
    }

    private static void print(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }
}
