package io.github.circleauth.ledger;

class MariaDbLedgerTest extends JdbcLedgerContract {

    MariaDbLedgerTest() {
        super(Databases.mariaDb());
    }
}
