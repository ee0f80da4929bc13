package io.github.circleauth.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests in a real server with the ledger in a PostgreSQL. */
abstract class DatabaseTestBase extends ServerTestBase {

    /** The data source of the only application that uses the database. */
    static final String APPLICATION_LEDGER = "java:app/jdbc/ledger";

    private static final int PORT = Integer.getInteger("it.database-port");

    static EmbeddedPostgres postgres;

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.builder().setPort(PORT).start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    /** For web.xml: a data source for the database. */
    static String dataSource(String name) {
        return TestWars.dataSource(name, PORT);
    }

    /** Returns the configuration of a ledger in this data source, with more keys and values. */
    static Map<String, String> ledgerIn(String dataSource, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "circle.auth.ledger", "jdbc",
                "circle.auth.ledger.data-source", dataSource,
                "circle.auth.ledger.create-table", "true",
                "circle.auth.seal-keys", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
        all.putAll(more);
        return all;
    }
}
