package io.github.circleauth.http;

import static io.github.circleauth.http.TokenRequest.Operation.OBTAIN;
import static io.github.circleauth.http.TokenRequest.Operation.REFRESH;
import static io.github.circleauth.http.TokenRequest.Operation.REVOKE_ACCESS;
import static io.github.circleauth.http.TokenRequest.Operation.REVOKE_REFRESH;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.http.TokenRequest.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table of the Auth API's error responses: the only place that knows its statuses and messages. */
final class TokenErrors {

    private TokenErrors() {}

    private enum Meaning {
        APP_TOKEN,
        PLAN,
        MEMBER_UNKNOWN,
        TOKEN_DEAD,
        /** Any other refusal. */
        REFUSED,
        /** The token to be revoked is unusable already, which is the aim of a revocation. */
        ACHIEVED,
        LATER,
        /** The request lacked a parameter, or its value had the wrong form: our bug. */
        OUR_BUG,
        UNDOCUMENTED
    }

    private record Row(Set<Operation> operations, int status, String message, Meaning meaning) {

        Row(Operation operation, int status, String message, Meaning meaning) {
            this(EnumSet.of(operation), status, message, meaning);
        }

        boolean matches(Operation operation, int otherStatus, String otherMessage) {
            return status == otherStatus && operations.contains(operation) && message.equals(otherMessage);
        }
    }

    private static final Set<Operation> ANY = EnumSet.allOf(Operation.class);

    private static final String WRONG_PLAN =
            "Your community isn't eligible for headless API access. Please upgrade or contact support";
    private static final String NO_MEMBER =
            "Community member not found. Please provide a valid SSO User ID, community member ID, or email.";
    private static final String NO_REFRESH_TOKEN = "Refresh token not found.";
    private static final String OLD_REFRESH_TOKEN = "The refresh token is expired. Please generate/get new auth token.";
    private static final String NO_COMMUNITY = "Community associated with the access token not found.";
    private static final String MEMBER_GONE = "Community member associated with the access token not found.";

    /**
     * Messages are compared as a whole: a status alone says too little, and a part of a message may occur in another one.
     */
    private static final List<Row> ROWS = List.of(
            new Row(ANY, 401, "Your account could not be authenticated.", Meaning.APP_TOKEN),
            new Row(ANY, 403, WRONG_PLAN, Meaning.PLAN),
            new Row(ANY, 404, "Oops! Missing parameter. Please try again later.", Meaning.OUR_BUG),
            new Row(OBTAIN, 404, NO_MEMBER, Meaning.MEMBER_UNKNOWN),
            new Row(REFRESH, 404, NO_REFRESH_TOKEN, Meaning.TOKEN_DEAD),
            new Row(REFRESH, 401, OLD_REFRESH_TOKEN, Meaning.TOKEN_DEAD),
            new Row(REVOKE_REFRESH, 404, NO_REFRESH_TOKEN, Meaning.ACHIEVED),
            new Row(REVOKE_REFRESH, 401, OLD_REFRESH_TOKEN, Meaning.ACHIEVED),
            new Row(REVOKE_REFRESH, 404, "Invalid refresh token.", Meaning.OUR_BUG),
            new Row(REVOKE_REFRESH, 422, "Failed to revoke the refresh token.", Meaning.LATER),
            new Row(REVOKE_ACCESS, 422, "The access token is invalid.", Meaning.ACHIEVED),
            new Row(REVOKE_ACCESS, 422, "The access token is expired.", Meaning.ACHIEVED),
            new Row(REVOKE_ACCESS, 422, "The access token not found.", Meaning.ACHIEVED),
            new Row(REVOKE_ACCESS, 422, NO_COMMUNITY, Meaning.ACHIEVED),
            new Row(REVOKE_ACCESS, 422, MEMBER_GONE, Meaning.ACHIEVED));

    /** Returns whether an unsuccessful revocation has achieved its aim: the token is unusable. */
    static boolean isAchieved(Operation operation, ErrorResponse error) {
        return meaning(operation, error) == Meaning.ACHIEVED;
    }

    /** Maps an unsuccessful response to an exception. */
    static CircleAuthException failure(Operation operation, ErrorResponse error) {
        return switch (meaning(operation, error)) {
            case APP_TOKEN -> error.refused(Reason.APP_TOKEN);
            case PLAN -> error.refused(Reason.PLAN);
            case MEMBER_UNKNOWN -> error.refused(Reason.MEMBER_UNKNOWN);
            case TOKEN_DEAD -> error.refused(Reason.TOKEN_DEAD);
            case REFUSED, ACHIEVED -> error.refused(Reason.OTHER);
            case LATER -> error.unavailable();
            case OUR_BUG -> error.unusable("it misses a parameter that was sent");
            case UNDOCUMENTED -> error.unusable("Circle does not document its status");
        };
    }

    private static Meaning meaning(Operation operation, ErrorResponse error) {
        int status = error.status();
        if (ErrorResponse.isLater(status)) {
            return Meaning.LATER;
        }
        if (status < 400) {
            return Meaning.UNDOCUMENTED;
        }
        Optional<String> message = error.message();
        if (message.isPresent()) {
            return ROWS.stream()
                    .filter(row -> row.matches(operation, status, message.get()))
                    .map(Row::meaning)
                    .findFirst()
                    .orElse(Meaning.REFUSED);
        }
        return switch (status) {
            // Not from Circle but from a server in front of it.
            case 401, 403, 404 -> Meaning.LATER;
            case 422 -> Meaning.REFUSED;
            default -> Meaning.UNDOCUMENTED;
        };
    }
}
