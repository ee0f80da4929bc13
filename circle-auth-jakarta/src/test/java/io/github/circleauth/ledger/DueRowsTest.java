package io.github.circleauth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.seal.Seal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** How PostgreSQL and MariaDB find the due rows of a large table. */
class DueRowsTest {

    /** As SQL: each with its key. */
    private static final List<String> OWNERS = List.of("'other', 'key'", "'own', 'lost'", "'own', 'key'");

    @Test
    void postgresqlFindsADueRowInTheIndexPastTheRowsOfOtherOwnersAndKeys() throws SQLException {
        DataSource database = Databases.postgres();
        createTable(database);
        for (String owner : OWNERS) {
            Databases.execute(
                    database,
                    "INSERT INTO circle_auth_ledger SELECT md5(concat(" + owner
                            + ", i)), md5('token' || i), 'REFRESH', " + owner
                            + ", repeat('x', 900), 2000000, i, 0, '-', '-' FROM generate_series(1, 3000) i");
        }
        Databases.execute(database, "ANALYZE circle_auth_ledger");

        assertThat(rows(database, "EXPLAIN (COSTS OFF) " + firstDue(Dialect.POSTGRESQL)))
                .contains("Index Scan using circle_auth_ledger_due")
                .containsPattern("Index Cond: .*kind.*owner.*key_id.*revoke_at")
                .doesNotContain("Filter:", "Sort");
    }

    @Test
    void mariaDbFindsADueRowInTheIndexPastTheRowsOfOtherOwnersAndKeys() throws SQLException {
        DataSource database = Databases.mariaDb();
        createTable(database);
        for (String owner : OWNERS) {
            Databases.execute(
                    database,
                    "INSERT INTO circle_auth_ledger SELECT md5(concat(" + owner + ", seq)), md5(seq), 'REFRESH', "
                            + owner + ", repeat('x', 900), 2000000, seq, 0, '-', '-' FROM seq_1_to_3000");
        }
        Databases.execute(database, "ANALYZE TABLE circle_auth_ledger");

        assertThat(rows(database, "EXPLAIN FORMAT=JSON " + firstDue(Dialect.MARIADB)))
                .contains("\"access_type\": \"range\"")
                .contains("\"key\": \"circle_auth_ledger_due\"")
                .contains("\"used_key_parts\": [\"kind\", \"owner\", \"key_id\", \"revoke_at\"]")
                .doesNotContain("filesort");
    }

    private static void createTable(DataSource database) {
        Seal seal = Seal.of(List.of(JdbcLedgerContract.KEY));
        DataSource empty = Databases.emptied(database);
        new JdbcLedger(empty, seal, LedgerRows.OWNER, true, Runnable::run, Duration.ofMinutes(1)).start();
    }

    private static String firstDue(Dialect dialect) {
        String query = "SELECT * FROM circle_auth_ledger WHERE " + LedgerTable.FIRST_DUE + dialect.firstRow();
        return query.replaceFirst("\\?", "'REFRESH'")
                .replaceFirst("\\?", "'own'")
                .replaceFirst("\\?", "'key'")
                .replaceFirst("\\?", "1000000");
    }

    private static String rows(DataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet lines = statement.executeQuery(query)) {
            StringBuilder plan = new StringBuilder();
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }
}
