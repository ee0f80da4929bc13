package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import io.github.circleauth.seal.Seal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Several servers on one table. */
abstract class SharedTableTestBase {

    static final Seal SEAL = Seal.of(List.of(JdbcLedgerContract.KEY));
    static final LedgerOwner OWNER = owner("app-token");
    static final long COMMUNITY = 7;

    static LedgerOwner owner(String appToken) {
        return LedgerOwner.of(URI.create("https://app.circle.so"), Secret.of(appToken));
    }

    @BeforeEach
    void emptyTables() {
        for (TestDatabase database : TestDatabase.values()) {
            Databases.emptied(database.source());
        }
    }

    /** Starts a server. */
    static JdbcLedger server(TestDatabase database, Seal seal, LedgerOwner owner) {
        JdbcLedger ledger = new JdbcLedger(database.source(), seal, owner, true, Runnable::run, Duration.ofMinutes(1));
        ledger.start();
        return ledger;
    }
}
