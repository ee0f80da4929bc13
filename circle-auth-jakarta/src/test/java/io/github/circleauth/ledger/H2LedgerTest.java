package io.github.circleauth.ledger;

class H2LedgerTest extends JdbcLedgerContract {

    H2LedgerTest() {
        super(Databases.h2());
    }
}
