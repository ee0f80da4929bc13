package io.github.circleauth.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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
        try {
            execute(database, "DROP TABLE IF EXISTS circle_auth_ledger");
            return database;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns all values in the ledger's table. */
    static String stored(DataSource database) throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM circle_auth_ledger")) {
            while (rows.next()) {
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    all.append(rows.getString(column)).append('\n');
                }
            }
        }
        return all.toString();
    }

    /** Opens a connection, or fails. */
    interface Connector {
        Connection connect() throws SQLException;
    }

    /** Returns a data source with the connector's connections. It supports nothing else. */
    static DataSource connecting(Connector connector) {
        return proxy(DataSource.class, (source, method, arguments) -> {
            if (!method.getName().equals("getConnection")) {
                throw new UnsupportedOperationException(method.getName());
            }
            return connector.connect();
        });
    }

    /** Returns the database with connections that record their auto-commit mode when they are closed. */
    static DataSource recording(DataSource database, List<Boolean> autoCommit) {
        return connecting(() -> {
            Connection connection = database.getConnection();
            return proxy(Connection.class, (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                    autoCommit.add(connection.getAutoCommit());
                }
                return method.invoke(connection, arguments);
            });
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
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
