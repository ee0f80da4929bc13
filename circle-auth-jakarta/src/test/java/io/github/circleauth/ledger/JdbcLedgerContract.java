package io.github.circleauth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.Secret;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.ledger.Row.Kind;
import io.github.circleauth.seal.Seal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the ledger in a database, on every database. */
abstract class JdbcLedgerContract extends LedgerContract {

    static final Secret KEY = key("the first key, of 32 characters.");
    static final Secret OTHER_KEY = key("another key, of 32 characters...");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final DataSource database;
    private final ExecutorService otherServers = Executors.newFixedThreadPool(2);
    private JdbcLedger ledger;

    JdbcLedgerContract(DataSource database) {
        this.database = database;
    }

    static Secret key(String text) {
        return Secret.of(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
    }

    @BeforeEach
    void anEmptyTable() {
        Databases.emptied(database);
        ledger = server(KEY);
        ledger.start();
    }

    @AfterEach
    void end() {
        otherServers.shutdownNow();
    }

    @Override
    Ledger ledger() {
        return ledger;
    }

    /** Creates the ledger of another server on the same table. */
    private JdbcLedger server(Secret... keys) {
        return new JdbcLedger(database, Seal.of(List.of(keys)), LedgerRows.OWNER, true, Runnable::run, LONG);
    }

    @Test
    void S7_noTokenIsStoredInPlainText() throws SQLException {
        ledger.enter(List.of(row(Kind.REFRESH, "the-very-secret-token", "a")));

        assertThat(Databases.stored(database))
                .contains("REFRESH")
                .doesNotContain("the-very-secret-token")
                .doesNotContain(Base64.getEncoder().encodeToString("the-very-secret".getBytes(UTF_8)));
    }

    @Test
    void anotherServerRevokesTheTokensOfADeadOne() {
        ledger.enter(pair("a", "r"));

        assertThat(server(KEY).claim(LEASE_EXPIRY, CLAIM_END))
                .hasValueSatisfying(row -> assertThat(row.token().reveal()).isEqualTo("r"));
    }

    @Test
    void aLeaseThatEndedOnAnotherServerHasEndedHere() {
        ledger.enter(pair("a", "r"));

        server(KEY).end("a", List.of(), NOW);

        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);
        claimAll(NOW);
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);
        assertThat(ledger.size()).isZero();
        assertThat(ledger.ended(List.of("a"))).containsExactly("a");
    }

    @Test
    void tokensThatArriveLongAfterTheLeaseEndedOnAnotherServerAreRevoked() {
        ledger.enter(pair("a", "r"));
        JdbcLedger other = server(KEY);
        other.end("a", List.of(), NOW);
        claimAll(NOW);
        other.tick(NOW.plus(Duration.ofHours(25)));

        assertThat(ledger.add(List.of(row(Kind.ACCESS, "late", "a")))).isFalse();

        assertThat(claimAll(NOW)).containsExactly("late");
    }

    @Test
    void theRecordOfAnEndIsDeletedAfterADay() throws SQLException {
        ledger.enter(pair("a", "r"));
        ledger.end("a", List.of(), NOW);
        claimAll(NOW);

        ledger.tick(NOW.plus(Duration.ofDays(1)).minusMillis(1));
        assertThat(Databases.stored(database)).contains("LEASE");
        assertThat(ledger.ended(List.of("a"))).containsExactly("a");
        server(KEY).tick(NOW.plus(Duration.ofDays(1)));

        assertThat(Databases.stored(database)).isEmpty();
        assertThat(ledger.ended(List.of("a"))).isEmpty();
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);
    }

    @Test
    void aLeaseThatAnotherServerTouchedDoesNotExpire() {
        ledger.enter(pair("a", "r"));

        LeaseStatus status = server(KEY)
                .touch(
                        "a",
                        pair("a", "r").stream()
                                .map(row -> row.dueAt(LEASE_EXPIRY.plusSeconds(1)))
                                .toList(),
                        NOW);

        assertThat(status).isEqualTo(LeaseStatus.ACTIVE);
        assertThat(ledger.claim(LEASE_EXPIRY, CLAIM_END)).isEmpty();
    }

    @Test
    void aTransactionReadsWhatIsCommittedAndTheConnectionIsReturnedAsItWas() {
        List<String> calls = new ArrayList<>();
        DataSource observed = Databases.intercepted(database, (method, connection) -> {
            if (method.equals("setAutoCommit") && calls.isEmpty()) {
                calls.add("opened");
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            }
            if (List.of("commit", "close").contains(method)) {
                calls.add(method + " " + connection.getAutoCommit() + " " + connection.getTransactionIsolation());
            }
        });

        JdbcLedger other = on(observed);
        other.start();
        calls.clear();
        other.enter(pair("a", "r"));

        assertThat(calls)
                .containsExactly(
                        "opened",
                        "commit false " + Connection.TRANSACTION_READ_COMMITTED,
                        "close true " + Connection.TRANSACTION_SERIALIZABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"getTransactionIsolation", "setAutoCommit", "prepareStatement", "commit"})
    void aConnectionIsReturnedAsItWasWhicheverOfItsMethodsFails(String failing) throws SQLException {
        for (Throwable failure : List.of(
                new SQLException("No.", "XX000"),
                new IllegalStateException("The pool's."),
                new NoClassDefFoundError("The driver's."))) {
            List<String> closed = new ArrayList<>();
            AtomicBoolean opened = new AtomicBoolean();
            AtomicBoolean fails = new AtomicBoolean();
            DataSource observed = Databases.intercepted(database, (method, connection) -> {
                if (method.equals("setAutoCommit") && !opened.getAndSet(true)) {
                    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                    fails.set(true);
                } else if (method.equals(failing) && fails.getAndSet(false)) {
                    throw failure;
                }
                if (method.equals("close")) {
                    closed.add(state(connection));
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                }
            });

            assertThat(on(observed).enter(pair("a", "r"))).isTrue();

            assertThat(closed).as("%s", failure).first().isEqualTo("true " + Connection.TRANSACTION_SERIALIZABLE);
        }
    }

    private static String state(Connection connection) throws SQLException {
        return connection.getAutoCommit() + " " + connection.getTransactionIsolation();
    }

    private JdbcLedger on(DataSource source) {
        return new JdbcLedger(source, Seal.of(List.of(KEY)), LedgerRows.OWNER, false, Runnable::run, LONG);
    }

    @Test
    void aChangeThatTheDatabaseRejectsPermanentlyIsLoggedAndDroppedAndBlocksNoOther() throws Exception {
        Databases.createWithShortTokens(database);
        String incompressible =
                new Random(1).ints(400, 'A', 'z').mapToObj(Character::toString).collect(joining());
        Secret tooLong = Secret.of(incompressible);
        AtomicBoolean reachable = new AtomicBoolean();
        DataSource unreliable = Databases.connecting(() -> {
            if (!reachable.get()) {
                throw new SQLNonTransientConnectionException("Connection refused", "08001");
            }
            return database.getConnection();
        });
        JdbcLedger other = on(unreliable);
        other.enter(pair("a", "r1"));
        for (String rejected : List.of("rejected", "rejected too")) {
            other.enter(List.of(Row.of(Kind.ACCESS, tooLong, rejected, LEASE_EXPIRY, LEASE_EXPIRY)));
        }
        other.enter(pair("b", "r2"));

        reachable.set(true);
        try (Logged log = Logged.by(JdbcLedger.class)) {
            other.tick(NOW);
            assertThat(log.alarms())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "CIRCLE-0072: The ledger's database rejected a change permanently, and the change was dropped (");
        }

        assertThat(other.flush(LONG)).isZero();
        assertThat(ledger.size()).isEqualTo(4);
    }

    @Test
    void eachRowIsClaimedByOneOfTwoServers() throws Exception {
        for (int i = 0; i < 60; i++) {
            ledger.enter(pair("lease-" + i, "refresh-" + i));
            ledger.end("lease-" + i, List.of(), NOW);
        }
        var claimed = new ConcurrentLinkedQueue<String>();

        onTwoServers(() -> {
            JdbcLedger server = server(KEY);
            for (var row = server.claim(NOW, CLAIM_END); row.isPresent(); row = server.claim(NOW, CLAIM_END)) {
                claimed.add(row.get().token().reveal());
            }
            return true;
        });

        assertThat(claimed).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void aTokenWhoseLastTwoLeasesAreClaimedByTwoServersIsRevokedOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            String token = "shared-" + round;
            for (String lease : List.of("a-", "b-")) {
                ledger.enter(List.of(row(Kind.REFRESH, token, lease + round)));
                ledger.end(lease + round, List.of(), NOW);
            }
            List<String> claimed = Collections.synchronizedList(new ArrayList<>());

            onTwoServers(() -> {
                server(KEY)
                        .claim(NOW, CLAIM_END)
                        .ifPresent(row -> claimed.add(row.token().reveal()));
                return true;
            });

            claimed.addAll(claimAll(NOW));
            assertThat(claimed).as("round %s", round).containsExactly(token);
        }
    }

    /** Runs the same work on two servers at the same time. */
    private void onTwoServers(Callable<Boolean> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        var both = IntStream.range(0, 2)
                .mapToObj(i -> otherServers.submit(() -> {
                    start.await();
                    return work.call();
                }))
                .toList();
        for (var one : both) {
            assertThat(one.get()).isTrue();
        }
    }

    @Test
    void rowsOfAFormerKeyAreOpenedAndMatchTheSameTokenUnderANewKey() {
        ledger.enter(List.of(row(Kind.REFRESH, "shared", "old")));
        JdbcLedger withNewKey = server(OTHER_KEY, KEY);
        withNewKey.enter(List.of(row(Kind.REFRESH, "shared", "new")));

        withNewKey.end("old", List.of(), NOW);
        assertThat(withNewKey.claim(NOW, CLAIM_END)).isEmpty();

        withNewKey.end("new", List.of(), NOW);
        assertThat(withNewKey.claim(NOW, CLAIM_END))
                .hasValueSatisfying(row -> assertThat(row.token().reveal()).isEqualTo("shared"));
    }

    @Test
    void L8_rowsOfAKeyThatIsNotListedAreLeftAloneUntilTheyExpire() {
        ledger.enter(List.of(row(Kind.ACCESS, "t", "a")));
        ledger.end("a", List.of(), NOW);
        JdbcLedger other = server(OTHER_KEY);

        assertThat(other.claim(NOW, CLAIM_END)).isEmpty();
        other.tick(NOW);
        assertThat(ledger.claim(NOW, CLAIM_END)).isPresent();

        other.tick(NOW.plus(Duration.ofHours(1)));
        assertThat(ledger.size()).isZero();
    }

    @Test
    void L8_tamperedRowsBlockNoOtherAndDoNotFloodTheLog() throws SQLException {
        ledger.enter(List.of(row(Kind.ACCESS, "another", "a")));
        for (String changed : List.of("changed-1", "changed-2", "changed-3")) {
            ledger.enter(List.of(row(Kind.ACCESS, changed, "a")));
            String sealed = Seal.of(List.of(KEY)).seal(changed, "another lease");
            Databases.execute(
                    database,
                    "UPDATE circle_auth_ledger SET token = '" + sealed + "' WHERE mark = '"
                            + Seal.mark(Secret.of(changed)) + "'");
        }

        try (Logged log = Logged.by(JdbcLedger.class)) {
            assertThat(claimAll(LEASE_EXPIRY)).containsExactly("another");
            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0070: ");
        }
        assertThat(ledger.size()).isEqualTo(3);
    }
}
