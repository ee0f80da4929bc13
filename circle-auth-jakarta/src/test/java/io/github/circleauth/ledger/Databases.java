package io.github.circleauth.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The databases of the tests, each started once per run. */
final class Databases {

    private Databases() {}

    static DataSource h2() {
        return H2.POOL;
    }

    static DataSource postgres() {
        return Postgres.SERVER.getPostgresDatabase();
    }

    /** Drops the ledger's table, if present. */
    static DataSource emptied(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS circle_auth_ledger");
            return database;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static final class H2 {
        static final JdbcConnectionPool POOL =
                JdbcConnectionPool.create("jdbc:h2:mem:ledger;DB_CLOSE_DELAY=-1", "", "");
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
