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

/** How PostgreSQL finds the due rows of a large table. */
class DueRowsTest {

    private final DataSource database = Databases.emptied(Databases.postgres());

    @Test
    void aDueRowIsFoundInTheIndexPastTheRowsOfOtherOwnersAndKeys() throws SQLException {
        Seal seal = Seal.of(List.of(JdbcLedgerContract.KEY));
        new JdbcLedger(database, seal, LedgerRows.OWNER, true, Runnable::run, Duration.ofMinutes(1)).start();
        insertDueRows("other", "key");
        insertDueRows("own", "lost");
        insertDueRows("own", "key");
        Databases.execute(database, "ANALYZE circle_auth_ledger");

        String plan = plan(LedgerTable.FIRST_DUE
                .replaceFirst("\\?", "'REFRESH'")
                .replaceFirst("\\?", "'own'")
                .replaceFirst("\\?", "'key'")
                .replaceFirst("\\?", "1000000"));

        assertThat(plan)
                .contains("Index Scan using circle_auth_ledger_due")
                .containsPattern("Index Cond: .*kind.*owner.*key_id.*revoke_at")
                .doesNotContain("Filter:", "Sort");
    }

    private void insertDueRows(String owner, String key) throws SQLException {
        Databases.execute(
                database,
                "INSERT INTO circle_auth_ledger SELECT md5('" + owner + key + "' || i), md5('token' || i), 'REFRESH', '"
                        + owner + "', '" + key + "', repeat('x', 900), 2000000, i, 0, '-', '-'"
                        + " FROM generate_series(1, 3000) i");
    }

    private String plan(String condition) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet lines = statement.executeQuery(
                        "EXPLAIN (COSTS OFF) SELECT * FROM circle_auth_ledger WHERE " + condition)) {
            StringBuilder plan = new StringBuilder();
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }
}
