package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * A ledger that several servers share, and access to its rows for tests of other packages.
 *
 * @param ofOneServer creates one server's ledger on the shared rows
 * @param rows returns all rows
 */
public record LedgerRows(Supplier<Ledger> ofOneServer, Supplier<List<Row>> rows) {

    public static final LedgerOwner OWNER = LedgerOwner.of(URI.create("https://app.circle.so"), Secret.of("app-token"));

    public static List<Row> of(MemoryLedger ledger) {
        return ledger.rows();
    }

    /** Creates one in memory: all servers use the same ledger. */
    public static LedgerRows inMemory() {
        MemoryLedger ledger = new MemoryLedger();
        return new LedgerRows(() -> ledger, ledger::rows);
    }

    /** Creates one in an empty database. */
    public static LedgerRows inDatabase(Seal seal) {
        DataSource h2 = Databases.emptied(Databases.h2());
        LedgerDatabase database = new LedgerDatabase(h2, seal, OWNER, true);
        return new LedgerRows(() -> onDatabase(seal), () -> rows(database, seal));
    }

    /** Creates one server's ledger on the existing rows of the database, possibly with other keys. */
    public static Ledger onDatabase(Seal seal) {
        return new JdbcLedger(Databases.h2(), seal, OWNER, true, Runnable::run, Duration.ofMinutes(1));
    }

    /** Executes a statement of an operator on the database. */
    public static void execute(String sql) {
        try {
            Databases.execute(Databases.h2(), sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Returns the number that an operator's query returns first. */
    public static long number(String sql) {
        try {
            return Databases.number(Databases.h2(), sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<Row> rows(LedgerDatabase database, Seal seal) {
        try {
            List<Row> rows = new ArrayList<>();
            for (StoredRow stored :
                    database.transact(table -> table.statements().select("kind IN ('ACCESS', 'REFRESH')"))) {
                rows.add(stored.open(seal));
            }
            return rows;
        } catch (SQLException | BrokenSealException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
