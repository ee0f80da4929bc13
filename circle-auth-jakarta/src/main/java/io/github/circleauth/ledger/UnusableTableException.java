package io.github.circleauth.ledger;

import java.sql.SQLException;

/**
 * The database responds, and is unknown, or the ledger's table is missing, has another layout or may only be read. The message
 * says how to mend it.
 */
final class UnusableTableException extends SQLException {

    private static final long serialVersionUID = 1L;

    UnusableTableException(String message) {
        super(message);
    }

    UnusableTableException(String message, SQLException cause) {
        super(message, cause);
    }
}
