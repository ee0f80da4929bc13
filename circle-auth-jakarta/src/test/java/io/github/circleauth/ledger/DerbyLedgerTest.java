package io.github.circleauth.ledger;

class DerbyLedgerTest extends JdbcLedgerContract {

    DerbyLedgerTest() {
        super(Databases.derby());
    }
}
