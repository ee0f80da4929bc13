package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ledger.JdbcLedger;
import io.github.circleauth.ledger.LedgerOwner;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.seal.Seal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A server that starts with a ledger of 100,000 rows reads only the due ones, a few at a time. */
class ManyRowsIT {

    private static final int ROWS = 100_000;
    private static final Seal SEAL = Seal.of(List.of(Secret.of("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")));

    private static final LedgerOwner OWNER =
            LedgerOwner.of(URI.create("https://app.circle.so"), Secret.of("app-token"));

    private int transactions;

    private JdbcLedger server(DataSource database) {
        DataSource counting = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    transactions++;
                    return database.getConnection();
                });
        return new JdbcLedger(counting, SEAL, OWNER, true, Runnable::run, Duration.ofMinutes(1));
    }

    @Test
    void theFirstDueTokenIsClaimedAfterTwoTransactionsRegardlessOfTheNumberOfRows() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            DataSource database = postgres.getPostgresDatabase();
            Instant now = Instant.now();
            JdbcLedger before = server(database);
            before.enter(List.of(Row.of(
                    Row.Kind.REFRESH, Secret.of("due"), "lease", now.plus(Duration.ofDays(30)), now.minusSeconds(1))));
            fill(database, now.plus(Duration.ofDays(1)));
            transactions = 0;
            long start = System.nanoTime();

            JdbcLedger server = server(database);
            server.start();
            Optional<Row> first = server.claim(now, now.plusSeconds(60));

            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertThat(first)
                    .hasValueSatisfying(row -> assertThat(row.token().reveal()).isEqualTo("due"));
            assertThat(transactions).isEqualTo(2);
            assertThat(server.size()).isEqualTo(ROWS + 1);
            System.out.printf("%d rows: the first due token was claimed after %d ms%n", ROWS, millis);
        }
    }

    private static void fill(DataSource database, Instant revokeAt) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO circle_auth_ledger"
                    + " SELECT 'lease-' || i, 'mark-' || i, 'ACCESS', '" + OWNER.id() + "', 'key', repeat('x', 900), "
                    + revokeAt.toEpochMilli()
                    + ", " + revokeAt.toEpochMilli() + ", 0, '-', '-' FROM generate_series(1, " + ROWS + ") AS i");
        }
    }
}
