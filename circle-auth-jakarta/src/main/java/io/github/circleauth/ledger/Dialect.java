package io.github.circleauth.ledger;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The databases that the ledger's SQL was made for. They share all statements, except for the limit of a query and for the
 * files that create or move the table.
 */
enum Dialect {
    POSTGRESQL("PostgreSQL", 10, "PostgreSQL", "SELECT version()", "ledger.sql"),
    MARIADB("MariaDB", 10, "MariaDB", "SELECT version()", "ledger-mysql.sql"),
    MYSQL("MySQL", 8, "MySQL", "SELECT version()", "ledger-mysql.sql"),
    H2("H2", 2, "H2", "", "ledger.sql"),
    DERBY("Apache Derby", 10, "Apache Derby", "", "ledger.sql"),
    HSQLDB("HSQLDB", 2, "HSQL Database Engine", "", "ledger.sql"),
    ORACLE("Oracle", 12, "Oracle", "", "ledger-oracle.sql"),
    /** Version 11 is SQL Server 2012. */
    SQL_SERVER("Microsoft SQL Server", 11, "Microsoft SQL Server", "SELECT @@VERSION", "ledger-sqlserver.sql"),
    DB2("Db2 for Linux, UNIX and Windows", 11, "DB2", "", "ledger.sql");

    /** Databases that respond with the name of another one, whose drivers they use. */
    private static final Pattern IMITATIONS = Pattern.compile(
            "CockroachDB|Redshift|-YB-|Greenplum|RisingWave|QuestDB|CrateDB|Materialize|TiDB|Vitess|OceanBase|Babelfish",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final String label;
    private final int oldest;
    private final String productName;
    private final String versionQuery;
    private final String creation;

    /**
     * A dialect.
     *
     * @param label the database's name in messages
     * @param oldest the oldest major version
     * @param productName the name in the driver's metadata, or its beginning
     * @param versionQuery returns what imitations of the database tell about themselves. Empty if there are none
     * @param creation the file with the statements that create the table
     */
    Dialect(String label, int oldest, String productName, String versionQuery, String creation) {
        this.label = label;
        this.oldest = oldest;
        this.productName = productName;
        this.versionQuery = versionQuery;
        this.creation = creation;
    }

    /**
     * Returns the dialect of a database.
     *
     * @throws UnusableTableException if the database is unknown or too old
     */
    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String name = String.valueOf(database.getDatabaseProductName());
        String productVersion = String.valueOf(database.getDatabaseProductVersion());
        String found = name + " " + productVersion;
        for (Dialect dialect : values()) {
            if (dialect.isNamed(name, productVersion)) {
                String version = dialect.version(connection);
                found = version.isEmpty() ? found : name + " " + version;
                if (!IMITATIONS.matcher(found).find() && dialect.major(database, version) >= dialect.oldest) {
                    return dialect;
                }
            }
        }
        throw unknown(found);
    }

    /** Db2's name may contain the platform, as in {@code DB2/LINUXX8664}; its version begins with the kind of Db2. */
    private boolean isNamed(String name, String productVersion) {
        return this == DB2
                ? name.startsWith(productName) && productVersion.startsWith("SQL")
                : name.equals(productName);
    }

    private String version(Connection connection) throws SQLException {
        return versionQuery.isEmpty() ? "" : new LedgerStatements(connection).text(versionQuery);
    }

    /** Returns the major version: MariaDB gives another one to a driver of MySQL, and H2 one of its own as a PostgreSQL. */
    private int major(DatabaseMetaData database, String version) throws SQLException {
        return this == SQL_SERVER || version.isEmpty()
                ? database.getDatabaseMajorVersion()
                : NUMBER.matcher(version)
                        .results()
                        .mapToInt(number -> Integer.parseInt(number.group()))
                        .findFirst()
                        .orElse(0);
    }

    /** Returns the failure for a database that is unknown or too old. */
    static UnusableTableException unknown(String found) {
        String known = Arrays.stream(values())
                .map(each -> each.label + " " + each.oldest)
                .collect(Collectors.joining(", "));
        return new UnusableTableException("its database is unknown to circle-auth, which has created nothing in it ("
                + LedgerDatabase.onOneLine(found) + "). It knows these, from the given major version on: " + known
                + ". Use another data source in circle.auth.ledger.data-source, or set circle.auth.ledger=memory.");
    }

    String label() {
        return label;
    }

    int oldest() {
        return oldest;
    }

    /** Returns the name of the file with the statements that create the table. */
    String creation() {
        return creation;
    }

    /**
     * Returns the name of the file that moves a table of the former layout, if the former version ran on the database. It ran
     * on MariaDB, perhaps with the driver of MySQL.
     */
    Optional<String> move() {
        return switch (this) {
            case POSTGRESQL, H2, HSQLDB -> Optional.of("ledger-move.sql");
            case MARIADB, MYSQL -> Optional.of("ledger-move-mysql.sql");
            default -> Optional.empty();
        };
    }

    /**
     * Returns a query of the table's storage engine if that has no transactions; the query returns an empty text for any
     * other. Most databases have only one.
     */
    Optional<String> engineWithoutTransactions() {
        return switch (this) {
            case MARIADB, MYSQL ->
                Optional.of("SELECT COALESCE(MIN(e.engine), '') FROM information_schema.tables t"
                        + " INNER JOIN information_schema.engines e ON e.engine = t.engine"
                        + " WHERE t.table_schema = DATABASE() AND t.table_name = 'circle_auth_ledger'"
                        + " AND e.transactions <> 'YES'");
            default -> Optional.empty();
        };
    }

    /** Returns the clause that limits a query to its first row. */
    String firstRow() {
        return switch (this) {
            case MARIADB, MYSQL -> " LIMIT 1";
            default -> " OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY";
        };
    }
}
