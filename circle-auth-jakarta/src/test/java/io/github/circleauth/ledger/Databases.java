package io.github.circleauth.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
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

    /** Returns another one, which fails soon instead of waiting for another transaction. */
    static DataSource impatientH2() {
        return ImpatientH2.POOL;
    }

    static DataSource postgres() {
        return Postgres.SERVER.getPostgresDatabase();
    }

    static DataSource derby() {
        // Derby would write a file into the working directory.
        System.setProperty("derby.stream.error.file", "target/derby.log");
        return connecting(() -> DriverManager.getConnection("jdbc:derby:memory:ledger;create=true"));
    }

    static DataSource hsqldb() {
        return connecting(() -> DriverManager.getConnection("jdbc:hsqldb:mem:ledger", "SA", ""));
    }

    /** Drops the ledger's table, if present. */
    static DataSource emptied(DataSource database) {
        try (Connection connection = database.getConnection();
                ResultSet tables = connection.getMetaData().getTables(null, null, null, new String[] {"TABLE"})) {
            boolean exists = false;
            while (tables.next()) {
                exists |= tables.getString("TABLE_NAME").equalsIgnoreCase("circle_auth_ledger");
            }
            if (exists) {
                execute(database, "DROP TABLE circle_auth_ledger");
            }
            return database;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Creates the table with a shorter column for tokens. */
    static void createWithShortTokens(DataSource database) throws SQLException {
        emptied(database);
        for (String sql : TableSetup.statements("ledger.sql")) {
            execute(database, sql.replace("VARCHAR(4000)", "VARCHAR(300)"));
        }
    }

    /** Returns the first number that a query returns. */
    static int number(DataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            results.next();
            return results.getInt(1);
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

    /** Something that happens before a method of a connection. */
    interface Interception {
        void before(String method, Connection connection) throws Throwable;
    }

    /** Returns the database with connections whose calls can be observed and stopped. */
    static DataSource intercepted(DataSource database, Interception interception) {
        return connecting(() -> {
            Connection connection = database.getConnection();
            return proxy(Connection.class, (proxy, method, arguments) -> {
                interception.before(method.getName(), connection);
                try {
                    return method.invoke(connection, arguments);
                } catch (InvocationTargetException failure) {
                    throw failure.getCause();
                }
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

    private static final class ImpatientH2 {
        static final JdbcConnectionPool POOL =
                JdbcConnectionPool.create("jdbc:h2:mem:impatient;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=100", "", "");
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
