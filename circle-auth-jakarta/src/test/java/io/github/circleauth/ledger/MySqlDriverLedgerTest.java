package io.github.circleauth.ledger;

/** MariaDB through the driver of MySQL, which names it MySQL. */
class MySqlDriverLedgerTest extends JdbcLedgerContract {

    MySqlDriverLedgerTest() {
        super(Databases.mariaDbWithMySqlsDriver());
    }
}
