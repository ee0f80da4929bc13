package io.github.circleauth.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.seal.Seal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which database it is, by what drivers and databases say. */
class DialectTest {

    /** A connection that tells this about its database, and notes the statements. */
    private record Told(String name, String version, int major, String ownVersion, List<String> statements) {

        Connection connection() {
            return Databases.proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "getMetaData" -> metaData();
                case "getAutoCommit", "isValid" -> true;
                case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
                case "prepareStatement" -> statement((String) arguments[0]);
                default -> null;
            });
        }

        private DatabaseMetaData metaData() {
            Map<String, Object> data = Map.of(
                    "getDatabaseProductName", name,
                    "getDatabaseProductVersion", version,
                    "getDatabaseMajorVersion", major);
            return Databases.proxy(DatabaseMetaData.class, (proxy, method, arguments) -> data.get(method.getName()));
        }

        private PreparedStatement statement(String sql) {
            statements.add(sql);
            return Databases.proxy(
                    PreparedStatement.class,
                    (statement, execute, values) -> Databases.proxy(
                            ResultSet.class,
                            (row, get, column) -> get.getName().equals("next") ? (Object) true : ownVersion));
        }
    }

    private static Connection telling(String name, String version, int major, String ownVersion) {
        return new Told(name, version, major, ownVersion, new ArrayList<>()).connection();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    POSTGRESQL | PostgreSQL | 14.5 | 14 | PostgreSQL 14.5 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit
                    POSTGRESQL | PostgreSQL | 18 | 18 | PostgreSQL 18rc1 (Debian 18~rc1-1) on x86_64-pc-linux-gnu
                    POSTGRESQL | PostgreSQL | 15.4 | 15 | PostgreSQL 15.4 (EnterpriseDB Advanced Server 15.4.0) on x86_64
                    MARIADB | MariaDB | 11.4.5-MariaDB | 11 | 11.4.5-MariaDB
                    MARIADB | MariaDB | 10.6.12-MariaDB-log | 10 | 10.6.12-MariaDB-log
                    MYSQL | MySQL | 8.0.36-0ubuntu0.22.04.1 | 8 | 8.0.36-0ubuntu0.22.04.1
                    MYSQL | MySQL | 5.5.5-10.11.6-MariaDB | 5 | 10.11.6-MariaDB
                    H2 | H2 | 2.3.232 (2024-08-11) | 2 | -
                    DERBY | Apache Derby | 10.16.1.1 - (1901046) | 10 | -
                    HSQLDB | HSQL Database Engine | 2.7.4 | 2 | -
                    ORACLE | Oracle | Oracle Database 19c Enterprise Edition Release 19.0.0.0.0 - Production | 19 | -
                    SQL_SERVER | Microsoft SQL Server | 16.00.4105 | 16 | Microsoft SQL Server 2022 (RTM-CU11) - 16.0.4105.2
                    SQL_SERVER | Microsoft SQL Server | 12.00.5312 | 12 | Microsoft SQL Azure (RTM) - 12.0.2000.8
                    DB2 | DB2/LINUXX8664 | SQL11058 | 11 | -
                    DB2 | DB2/NT64 | SQL12010 | 12 | -
                    DB2 | DB2 | SQL110122 | 11 | -
                    """)
    void aKnownDatabaseHasItsDialect(Dialect dialect, String name, String version, int major, String own)
            throws SQLException {
        assertThat(Dialect.of(telling(name, version, major, own))).isEqualTo(dialect);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Informix Dynamic Server | 14.10.FC8 | 14 | -
                    Adaptive Server Enterprise | 16.0 | 16 | -
                    Oracle Rdb | 7.3 | 7 | -
                    DB2 | DSN12015 | 12 | -
                    DB2 UDB for AS/400 | 07.04.0000 V7R4m0 | 7 | -
                    PostgreSQL | 13.0.0 | 13 | CockroachDB CCL v23.2.4 (x86_64-pc-linux-gnu)
                    PostgreSQL | 11.2-YB-2.20 | 11 | PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu
                    PostgreSQL | 8.0.2 | 8 | PostgreSQL 8.0.2 on i686-pc-linux-gnu, Redshift 1.0.12103
                    PostgreSQL | 8.2.23 | 8 | PostgreSQL 8.2.23 server protocol using H2 2.3.232
                    PostgreSQL | 9.6.24 | 9 | PostgreSQL 9.6.24 on x86_64-pc-linux-gnu
                    MySQL | 8.0.11-TiDB-v7.5.0 | 8 | 8.0.11-TiDB-v7.5.0
                    MySQL | 5.7.44 | 5 | 5.7.44
                    H2 | 1.4.200 | 1 | -
                    Oracle | Oracle Database 11g Release 11.2.0.4.0 | 11 | -
                    Microsoft SQL Server | 10.50.6000 | 10 | Microsoft SQL Server 2008 R2
                    Microsoft SQL Server | 12.0.2000.8 | 12 | Babelfish for Aurora PostgreSQL with SQL Server Compatibility
                    """)
    void anotherDatabaseIsRefusedWithWhatItIsAndWhatIsKnown(String name, String version, int major, String own) {
        assertThatThrownBy(() -> Dialect.of(telling(name, version, major, own)))
                .isInstanceOf(UnusableTableException.class)
                .hasMessageStartingWith(
                        "its database is unknown to circle-auth, which has created nothing in it (" + name)
                .hasMessageEndingWith(
                        "). It knows these, from the given major version on: PostgreSQL 10, MariaDB 10, MySQL 8,"
                                + " H2 2, Apache Derby 10, HSQLDB 2, Oracle 12, Microsoft SQL Server 11, Db2 for Linux, UNIX and"
                                + " Windows 11. Use another data source in circle.auth.ledger.data-source, or set"
                                + " circle.auth.ledger=memory.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnknownDatabaseFailsTheStartAndNothingIsExecutedInIt(boolean createsTable) {
        Told told = new Told("Informix Dynamic Server", "14.10\nFC8", 14, "-", new ArrayList<>());
        DataSource database = Databases.connecting(told::connection);
        Seal seal = Seal.of(List.of(JdbcLedgerContract.KEY));
        Duration long_ = Duration.ofMinutes(1);

        Throwable failure = catchThrowable(
                () -> new JdbcLedger(database, seal, LedgerRows.OWNER, createsTable, Runnable::run, long_).start());

        assertThat(failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "circle-auth can't start: its database is unknown to circle-auth, which has created"
                                + " nothing in it (Informix Dynamic Server 14.10 FC8).");
        assertThat(told.statements()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachTestedDatabaseIsKnown(TestDatabase database) throws SQLException {
        assertThat(database.name())
                .startsWith(Databases.dialect(database.source()).name());
    }

    @Test
    void aMariaDbIsAMySqlToTheDriverOfMySql() throws SQLException {
        assertThat(Databases.dialect(Databases.mariaDbWithMySqlsDriver())).isEqualTo(Dialect.MYSQL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sql_mode=ANSI",
                "sql_mode=ORACLE",
                "sql_mode=TRADITIONAL",
                "sql_mode=''",
                "autocommit=0",
                "collation_connection=utf8mb4_bin",
                "collation_connection=utf8mb4_turkish_ci",
                "transaction_isolation='SERIALIZABLE'"
            })
    void mariaDbIsTheSameWithEachOfItsSettings(String setting) {
        Databases.emptied(Databases.mariaDb());

        isUsable(Databases.mariaDbWith(setting));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DB2",
                "Derby",
                "HSQLDB",
                "LEGACY",
                "MariaDB",
                "MSSQLServer",
                "MySQL",
                "Oracle",
                "PostgreSQL",
                "STRICT",
                "MySQL;DATABASE_TO_LOWER=TRUE",
                "PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            })
    void h2IsTheSameInEachOfItsModes(String mode) {
        isUsable(Databases.h2InMode(mode));
    }

    private static void isUsable(DataSource database) {
        Seal seal = Seal.of(List.of(JdbcLedgerContract.KEY));
        JdbcLedger ledger =
                new JdbcLedger(database, seal, LedgerRows.OWNER, true, Runnable::run, Duration.ofMinutes(1));
        ledger.start();

        ledger.enter(LedgerContract.pair("a", "r"));
        ledger.end("a", List.of(), LedgerContract.NOW);

        assertThat(ledger.ended(List.of("a"))).containsExactly("a");
        assertThat(ledger.claim(LedgerContract.NOW, LedgerContract.CLAIM_END)).isPresent();
        assertThat(ledger.flush(Duration.ZERO)).isZero();
    }
}
