package io.github.circleauth.cdi;

import static io.github.circleauth.cdi.Configured.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Logged;
import io.github.circleauth.ledger.JdbcLedger;
import io.github.circleauth.operations.Telemetry;
import io.github.circleauth.session.SameCaller;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The settings that {@code circle.auth.ledger=jdbc} needs. */
class LedgerSettingsTest {

    private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final DataSource DATABASE = new JdbcDataSource();
    private static final JdbcDataSource WITHOUT_TABLE = new JdbcDataSource();
    private static final Map<String, Object> KNOWN =
            Map.of("java:jdbc/ledger", DATABASE, "java:jdbc/without-table", WITHOUT_TABLE, "java:jms/queue", "a queue");

    private final JndiNames names = new JndiNames(KNOWN);

    @AfterEach
    void forgetNames() {
        names.close();
    }

    @Test
    void byDefaultTheLedgerIsInMemory() {
        assertThat(read().database()).isEmpty();
        assertThat(read("ledger", "memory", "ledger.data-source", "java:jdbc/ledger")
                        .database())
                .isEmpty();
    }

    @Test
    void theDataSourceIsLookedUp() {
        Settings settings = read("ledger", "jdbc", "ledger.data-source", "java:jdbc/ledger", "seal-keys", KEY);

        assertThat(settings.database()).contains(new Settings.Database(DATABASE, false));
    }

    @Test
    void theTableIsCreatedIfConfigured() {
        Settings settings = read(
                "ledger", "jdbc",
                "ledger.data-source", "java:jdbc/ledger",
                "ledger.create-table", "true",
                "seal-keys", KEY);

        assertThat(settings.database()).contains(new Settings.Database(DATABASE, true));
    }

    @Test
    void aDurableLedgerNeedsADataSourceAndKeys() {
        assertThatThrownBy(() -> read("ledger", "jdbc"))
                .hasMessageContaining("2 configuration keys are wrong.\n"
                        + "  circle.auth.ledger.data-source is missing. circle.auth.ledger=jdbc needs the JNDI name of a"
                        + " data source of the server's. Set it in")
                .hasMessageContaining(
                        "\n  circle.auth.seal-keys is missing. circle.auth.ledger=jdbc seals the tokens in"
                                + " the database with it, since the app token may change.");
    }

    @Test
    void aMissingTableFailsTheStartWithOneMessageAndLeavesNoThread() {
        WITHOUT_TABLE.setURL("jdbc:h2:mem:without-table");
        Configured configured = new Configured(
                "api-token",
                Configured.TOKEN,
                "ledger",
                "jdbc",
                "ledger.data-source",
                "java:jdbc/without-table",
                "seal-keys",
                KEY);
        try (configured;
                Wiring wiring = new Wiring(
                        Settings.read(configured.config, false),
                        configured.config,
                        Optional.empty(),
                        Telemetry.Apis.NONE);
                Logged log = Logged.by(JdbcLedger.class)) {
            assertThatThrownBy(() -> wiring.start("/without-table", caller -> Optional.empty(), SameCaller.EQUAL))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("circle-auth can't start: its table circle_auth_ledger can't be used (");

            assertThat(log.warnings()).isEmpty();
            assertThat(log.alarms()).isEmpty();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.contains("/without-table"));
        }
    }

    @Test
    void aJndiNameWithoutADataSourceIsRefused() {
        assertThatThrownBy(() -> read("ledger.data-source", "java:jdbc/none"))
                .hasMessageContaining("circle.auth.ledger.data-source is \"java:jdbc/none\", which the server doesn't"
                        + " know in JNDI.");
        assertThatThrownBy(() -> read("ledger.data-source", "java:jms/queue"))
                .hasMessageContaining(
                        "circle.auth.ledger.data-source is \"java:jms/queue\", which is not a data source.");
    }
}
