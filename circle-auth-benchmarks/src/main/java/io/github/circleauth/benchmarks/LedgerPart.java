package io.github.circleauth.benchmarks;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.ledger.JdbcLedger;
import io.github.circleauth.ledger.LedgerOwner;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.ledger.Subject;
import io.github.circleauth.seal.Seal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The ledger in PostgreSQL: how many leases a second are entered, and how soon a server that restarts revokes. */
final class LedgerPart implements Part {

    static final String NAME = "ledger";
    static final String CONTENDER = "PostgreSQL";
    static final List<Integer> ROWS = List.of(0, 100_000);
    static final String ENTERED = "leases entered/s";
    static final String FIRST_CLAIM = "ms to the first claim";
    static final String SESSION = "a session in use";
    static final String CHANGES = "changes/h";
    private static final int WRITERS = 8;
    private static final Duration MEASURED = Duration.ofSeconds(2);
    private static final Seal SEAL = Seal.of(List.of(Secret.of("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")));
    private static final LedgerOwner OWNER =
            LedgerOwner.of(URI.create("https://app.circle.so"), Secret.of("app-token"));

    private final Length length;

    LedgerPart(Length length) {
        this.length = length;
    }

    static String setting(int rows) {
        return String.format(Locale.ROOT, "%d rows", rows);
    }

    @Override
    public void measure(RawData data) throws Exception {
        for (int round = 0; round < length.rounds(); round++) {
            data.add(NAME, CONTENDER, SESSION, round, CHANGES, LedgerUse.changesAnHour());
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            DataSource pool = poolOfOne(connection);
            int filled = 0;
            for (int rows : ROWS) {
                // Creates the table, and warms up.
                double unused = entered(pool);
                fill(connection, filled, rows);
                filled = rows;
                for (int round = 0; round < length.rounds(); round++) {
                    data.add(NAME, CONTENDER, setting(rows), round, FIRST_CLAIM, firstClaim(pool));
                    data.add(NAME, CONTENDER, setting(rows), round, ENTERED, entered(pool));
                }
            }
        }
    }

    /** Returns a pool with one connection, as the ledger needs one at a time. */
    private static DataSource poolOfOne(Connection connection) {
        ClassLoader loader = LedgerPart.class.getClassLoader();
        Connection kept = (Connection) Proxy.newProxyInstance(
                loader, new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return (DataSource)
                Proxy.newProxyInstance(loader, new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> kept);
    }

    private static void fill(Connection connection, int from, int to) throws SQLException {
        long later = Instant.now().plus(Duration.ofDays(1)).toEpochMilli();
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO circle_auth_ledger SELECT 'filled-' || i, 'mark-' || i, 'ACCESS', '"
                    + OWNER.id()
                    + "', 'key', repeat('x', 900), " + later + ", " + later + ", 0, '-', '-' FROM generate_series("
                    + (from + 1) + ", " + to + ") AS i");
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    private static List<Row> rows(String lease, Instant revokeAt) {
        Instant now = Instant.now();
        return List.of(
                Row.of(
                        Row.Kind.ACCESS,
                        Secret.of("a".repeat(590) + lease),
                        lease,
                        now.plus(Duration.ofHours(1)),
                        revokeAt),
                Row.of(
                        Row.Kind.REFRESH,
                        Secret.of("r".repeat(30) + lease),
                        lease,
                        now.plus(Duration.ofDays(30)),
                        revokeAt));
    }

    private static JdbcLedger ledger(DataSource database, ExecutorService thread) {
        return new JdbcLedger(database, SEAL, OWNER, true, thread, Duration.ofSeconds(10));
    }

    /** Returns the time from a server's start until it has its first due token. */
    private static double firstClaim(DataSource database) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Instant now = Instant.now();
            JdbcLedger before = ledger(database, thread);
            before.start();
            boolean entered = before.add(rows("due-" + now.toEpochMilli(), now.minusSeconds(1)));
            long start = System.nanoTime();
            JdbcLedger ledger = ledger(database, thread);
            ledger.start();
            Row first = ledger.claim(now, now.plusSeconds(60)).orElseThrow();
            double millis = (System.nanoTime() - start) / 1e6;
            ledger.delete(first);
            ledger.claim(now, now.plusSeconds(60)).ifPresent(ledger::delete);
            int unwritten = ledger.flush(Duration.ofSeconds(10));
            return millis;
        } finally {
            thread.shutdown();
        }
    }

    private static double entered(DataSource database) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            JdbcLedger ledger = ledger(database, thread);
            ledger.start();
            long start = System.nanoTime();
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String prefix = "writer-" + i + "-" + start + "-";
                counts.add(writers.submit(() -> enter(ledger, prefix, start)));
            }
            int entered = 0;
            for (Future<Integer> count : counts) {
                entered += count.get();
            }
            return entered / ((System.nanoTime() - start) / 1e9);
        } finally {
            writers.shutdown();
            thread.shutdown();
            boolean ended = thread.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private static int enter(JdbcLedger ledger, String prefix, long start) {
        int count = 0;
        while (System.nanoTime() - start < MEASURED.toNanos()) {
            Subject member = Subject.of(MemberIdentity.communityMemberId(count + 1L));
            Instant now = Instant.now();
            if (!ledger.enter(member, now, rows(prefix + count, now.plus(Duration.ofHours(2))))) {
                throw new IllegalStateException("The ledger did not enter a lease.");
            }
            count++;
        }
        return count;
    }
}
