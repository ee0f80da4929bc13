package io.github.circleauth.ledger;

class MariaDbAffectedRowsLedgerTest extends JdbcLedgerContract {

    MariaDbAffectedRowsLedgerTest() {
        super(Databases.mariaDbWithAffectedRows());
    }
}
