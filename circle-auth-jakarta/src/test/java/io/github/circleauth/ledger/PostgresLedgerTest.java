package io.github.circleauth.ledger;

class PostgresLedgerTest extends JdbcLedgerContract {

    PostgresLedgerTest() {
        super(Databases.postgres());
    }
}
