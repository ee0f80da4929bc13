package io.github.circleauth.ledger;

class HsqldbLedgerTest extends JdbcLedgerContract {

    HsqldbLedgerTest() {
        super(Databases.hsqldb());
    }
}
