package io.github.circleauth.http;

import static io.github.circleauth.http.TokenRequest.Operation.OBTAIN;
import static io.github.circleauth.http.TokenRequest.Operation.REFRESH;
import static io.github.circleauth.http.TokenRequest.Operation.REVOKE_ACCESS;
import static io.github.circleauth.http.TokenRequest.Operation.REVOKE_REFRESH;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.http.TokenRequest.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The table of the Auth API's error responses: the only place that knows its statuses and messages. The same table is in
 * {@code docs/reliability.md}.
 *
 * <p>Where a valid token is dropped, or a revocation counts as achieved, the whole message decides. What else a response
 * leads to follows from its status, so that no wording of Circle's can make a refusal silent: every refusal that is not
 * plainly the member's is the operator's.
 */
public final class TokenErrors {

    private TokenErrors() {}

    /** The consequence of a response. */
    enum Meaning {
        LATER("unavailable", false),
        APP_TOKEN("refused: APP_TOKEN", true),
        PLAN("refused: PLAN", true),
        MEMBER_UNKNOWN("refused: MEMBER_UNKNOWN; tokens that are still valid are dropped", false),
        /** No such member, but not in the words that drop a valid token. */
        MEMBER_NOT_FOUND("refused: MEMBER_UNKNOWN", false),
        MEMBER_OR_ADDRESS("refused: MEMBER_UNKNOWN", true),
        /** Whether the refresh token or the app token was refused, obtaining new tokens decides. */
        TOKEN_DEAD("refused: TOKEN_DEAD; new tokens are obtained, and that decides", false),
        REFUSED("refused: OTHER", true),
        /** Such as by a server that lets no PATCH through: obtaining, which is a POST, may still succeed. */
        REFUSED_TO_REFRESH("refused: OTHER; new tokens are obtained, and that decides", true),
        /** The token to be revoked may be unusable already, or the app token is: tried again, for this token alone. */
        THIS_TOKEN("refused: OTHER; this token alone is tried again", true),
        /** The token to be revoked is unusable already, which is the aim of a revocation. */
        ACHIEVED("success: the token is unusable already", false),
        /** Not from Circle's API, but from a server in front of it or at a wrong address. */
        WRONG_ADDRESS("unavailable", true),
        /** The request lacked a parameter, or its value had the wrong form: our bug. */
        OUR_BUG("protocol", true),
        UNUSABLE("protocol", true);

        private final String outcome;
        private final boolean operators;

        Meaning(String outcome, boolean operators) {
            this.outcome = outcome;
            this.operators = operators;
        }

        /** Returns whether only the operator can mend it, so that it must be logged as an error. */
        boolean isOperators() {
            return operators;
        }

        @Override
        public String toString() {
            return outcome + (operators ? "; `ERROR`" : "");
        }
    }

    private static final String ANYTHING = "anything";
    private static final String JSON = "JSON";
    private static final String JSON_WITHOUT_MESSAGE = "JSON without `message`";
    private static final String NO_JSON = "no JSON";

    /**
     * A row of the table.
     *
     * @param body the kind of the body, or the whole message
     */
    record Row(Set<Operation> operations, Statuses statuses, String body, Meaning meaning) {

        boolean matches(Operation operation, ErrorResponse error) {
            return operations.contains(operation) && statuses.contain(error.status()) && matches(error);
        }

        private boolean matches(ErrorResponse error) {
            return switch (body) {
                case ANYTHING -> true;
                case JSON -> error.isJson();
                case JSON_WITHOUT_MESSAGE -> error.isJson() && error.message().isEmpty();
                case NO_JSON -> !error.isJson();
                default -> error.message().filter(body::equals).isPresent();
            };
        }
    }

    /** The statuses of a row. */
    private enum Statuses {
        LATER("408, 425, 429, 5xx"),
        UNAUTHORIZED("401"),
        FORBIDDEN("403"),
        NOT_FOUND("404"),
        UNPROCESSABLE("422"),
        TOKEN_REFUSED("401, 404, 422"),
        ANY_4XX("other 4xx"),
        ANY("any other");

        private final String text;

        Statuses(String text) {
            this.text = text;
        }

        boolean contain(int status) {
            return switch (this) {
                case LATER -> ErrorResponse.isLater(status);
                case UNAUTHORIZED -> status == 401;
                case FORBIDDEN -> status == 403;
                case NOT_FOUND -> status == 404;
                case UNPROCESSABLE -> status == 422;
                case TOKEN_REFUSED -> status == 401 || status == 404 || status == 422;
                case ANY_4XX -> status / 100 == 4;
                case ANY -> true;
            };
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final Set<Operation> ALL = EnumSet.allOf(Operation.class);
    private static final Set<Operation> REVOCATIONS = EnumSet.of(REVOKE_ACCESS, REVOKE_REFRESH);

    private static final String WRONG_PLAN =
            "Your community isn't eligible for headless API access. Please upgrade or contact support";
    private static final String NO_MEMBER =
            "Community member not found. Please provide a valid SSO User ID, community member ID, or email.";
    private static final String OLD_REFRESH_TOKEN = "The refresh token is expired. Please generate/get new auth token.";
    private static final String NO_COMMUNITY = "Community associated with the access token not found.";
    private static final String MEMBER_GONE = "Community member associated with the access token not found.";

    /** The first row that matches decides. Messages are compared as a whole: a part may occur in another one. */
    static final List<Row> ROWS = List.of(
            row(ALL, Statuses.LATER, ANYTHING, Meaning.LATER),
            row(ALL, Statuses.UNAUTHORIZED, "Your account could not be authenticated.", Meaning.APP_TOKEN),
            row(ALL, Statuses.FORBIDDEN, WRONG_PLAN, Meaning.PLAN),
            row(ALL, Statuses.FORBIDDEN, ANYTHING, Meaning.APP_TOKEN),
            row(ALL, Statuses.NOT_FOUND, "Oops! Missing parameter. Please try again later.", Meaning.OUR_BUG),
            row(OBTAIN, Statuses.UNAUTHORIZED, ANYTHING, Meaning.APP_TOKEN),
            row(OBTAIN, Statuses.NOT_FOUND, NO_MEMBER, Meaning.MEMBER_UNKNOWN),
            row(OBTAIN, Statuses.NOT_FOUND, JSON_WITHOUT_MESSAGE, Meaning.MEMBER_OR_ADDRESS),
            row(OBTAIN, Statuses.NOT_FOUND, JSON, Meaning.MEMBER_NOT_FOUND),
            row(REFRESH, Statuses.TOKEN_REFUSED, ANYTHING, Meaning.TOKEN_DEAD),
            row(REVOKE_REFRESH, Statuses.NOT_FOUND, "Refresh token not found.", Meaning.ACHIEVED),
            row(REVOKE_REFRESH, Statuses.UNAUTHORIZED, OLD_REFRESH_TOKEN, Meaning.ACHIEVED),
            row(REVOKE_REFRESH, Statuses.NOT_FOUND, "Invalid refresh token.", Meaning.OUR_BUG),
            row(REVOKE_REFRESH, Statuses.UNPROCESSABLE, "Failed to revoke the refresh token.", Meaning.LATER),
            row(REVOKE_ACCESS, Statuses.UNPROCESSABLE, "The access token is invalid.", Meaning.ACHIEVED),
            row(REVOKE_ACCESS, Statuses.UNPROCESSABLE, "The access token is expired.", Meaning.ACHIEVED),
            row(REVOKE_ACCESS, Statuses.UNPROCESSABLE, "The access token not found.", Meaning.ACHIEVED),
            row(REVOKE_ACCESS, Statuses.UNPROCESSABLE, NO_COMMUNITY, Meaning.ACHIEVED),
            row(REVOKE_ACCESS, Statuses.UNPROCESSABLE, MEMBER_GONE, Meaning.ACHIEVED),
            row(REVOCATIONS, Statuses.UNAUTHORIZED, ANYTHING, Meaning.THIS_TOKEN),
            row(ALL, Statuses.NOT_FOUND, NO_JSON, Meaning.WRONG_ADDRESS),
            row(ALL, Statuses.UNPROCESSABLE, ANYTHING, Meaning.REFUSED),
            row(ALL, Statuses.ANY_4XX, JSON, Meaning.REFUSED),
            row(REFRESH, Statuses.ANY_4XX, ANYTHING, Meaning.REFUSED_TO_REFRESH),
            row(ALL, Statuses.ANY, ANYTHING, Meaning.UNUSABLE));

    private static Row row(Operation operation, Statuses statuses, String body, Meaning meaning) {
        return row(EnumSet.of(operation), statuses, body, meaning);
    }

    private static Row row(Set<Operation> operations, Statuses statuses, String body, Meaning meaning) {
        return new Row(operations, statuses, body, meaning);
    }

    /** Returns what an unsuccessful response leads to. */
    static Meaning meaning(Operation operation, ErrorResponse error) {
        return ROWS.stream()
                .filter(row -> row.matches(operation, error))
                .findFirst()
                .orElseThrow()
                .meaning();
    }

    /** Maps an unsuccessful response to an exception. */
    static CircleAuthException failure(Meaning meaning, ErrorResponse error) {
        return switch (meaning) {
            case APP_TOKEN -> error.refused(Reason.APP_TOKEN);
            case PLAN -> error.refused(Reason.PLAN);
            case MEMBER_UNKNOWN, MEMBER_NOT_FOUND, MEMBER_OR_ADDRESS -> error.refused(Reason.MEMBER_UNKNOWN);
            case TOKEN_DEAD -> error.refused(Reason.TOKEN_DEAD);
            case REFUSED, REFUSED_TO_REFRESH, THIS_TOKEN, ACHIEVED -> error.refused(Reason.OTHER);
            case LATER -> error.unavailable();
            case WRONG_ADDRESS -> error.notFromCircle();
            case OUR_BUG -> error.unusable("it misses a parameter that was sent");
            case UNUSABLE ->
                error.unusable(
                        error.status() / 100 == 3
                                ? "it is a redirect, which is not followed"
                                : "Circle does not document its status");
        };
    }

    /**
     * Returns whether a refusal drops tokens that are still valid: only if there is no such member, by Circle's exact words or
     * without a request.
     */
    public static boolean dropsTokens(CircleRefusedException refused) {
        return refused.reason() == Reason.MEMBER_UNKNOWN
                && (refused.status().isEmpty()
                        || refused.circleMessage().filter(NO_MEMBER::equals).isPresent());
    }
}
