package io.github.circleauth.ledger;

import java.sql.SQLException;

/** The database responds, and the ledger's table is missing or has another layout. The message says how to mend it. */
final class UnusableTableException extends SQLException {

    private static final long serialVersionUID = 1L;

    UnusableTableException(String message, SQLException cause) {
        super(message, cause);
    }
}
