package io.github.circleauth.sandbox;

import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A way in which Circle says no: the status and its exact words. */
public enum Refusal {
    APP_TOKEN(401, "Your account could not be authenticated."),
    NOT_ELIGIBLE(403, "Your community isn't eligible for headless API access. Please upgrade or contact support"),
    MEMBER_NOT_FOUND(
            404, "Community member not found. Please provide a valid SSO User ID, community member ID, or email."),
    TOKEN_NOT_CREATED(422, "There was an error creating the token. Please contact support.", "Record invalid"),
    ACCESS_TOKEN_NOT_GENERATED(422, "The access token generation failed. Please contact support.", "JWT::EncodeError"),
    REFRESH_TOKEN_NOT_FOUND(404, "Refresh token not found."),
    REFRESH_TOKEN_EXPIRED(401, "The refresh token is expired. Please generate/get new auth token."),
    REFRESH_TOKEN_INVALID(404, "Invalid refresh token."),
    REFRESH_TOKEN_NOT_REVOKED(422, "Failed to revoke the refresh token.", "ActiveRecord::RecordNotDestroyed"),
    ACCESS_TOKEN_MISSING(404, "Oops! Missing parameter. Please try again later.", "Missing parameter: access_token"),
    REFRESH_TOKEN_MISSING(404, "Oops! Missing parameter. Please try again later.", "Missing parameter: refresh_token"),

    ACCESS_TOKEN_INVALID(401, "The access token is invalid."),
    ACCESS_TOKEN_EXPIRED(401, "The access token is expired."),
    ACCESS_TOKEN_NOT_FOUND(401, "The access token not found."),
    COMMUNITY_NOT_FOUND(401, "Community associated with the access token not found."),
    COMMUNITY_MEMBER_NOT_FOUND(401, "Community member associated with the access token not found."),
    COMMUNITY_NOT_ELIGIBLE(401, "Community does not eligible for headless API access."),
    /** Permission denied: the only one without the envelope, and no token would help. */
    ACTION_DENIED(401, "You cannot perform this action."),

    // Circle documents no words for these three.
    PATH_NOT_FOUND(404, "Not found."),
    SPACE_NOT_FOUND(404, "Space not found."),
    BODY_UNREADABLE(400, "The request body could not be parsed.");

    private final int status;
    private final String message;
    private final @Nullable String detail;

    Refusal(int status, String message) {
        this(status, message, null);
    }

    Refusal(int status, String message, @Nullable String detail) {
        this.status = status;
        this.message = message;
        this.detail = detail;
    }

    /** The status with which the Auth API, or for access tokens the Member API, answers. */
    public int status() {
        return status;
    }

    /** Circle's words, whole. */
    public String message() {
        return message;
    }

    /** This refusal as the answer to an operation. */
    Answer answerTo(@Nullable Operation operation) {
        return Answer.of(statusFor(operation), body()).refusing(message);
    }

    /** What the Member API answers with 401, a revocation answers with 422. */
    private int statusFor(@Nullable Operation operation) {
        return operation == Operation.ACCESS_TOKEN_REVOKE && isAboutAccessToken() ? 422 : status;
    }

    private boolean isAboutAccessToken() {
        return switch (this) {
            case ACCESS_TOKEN_INVALID,
                    ACCESS_TOKEN_EXPIRED,
                    ACCESS_TOKEN_NOT_FOUND,
                    COMMUNITY_NOT_FOUND,
                    COMMUNITY_MEMBER_NOT_FOUND -> true;
            default -> false;
        };
    }

    private JsonObject body() {
        if (this == ACTION_DENIED) {
            return Json.object().add("message", message).build();
        }
        var details = Json.object();
        if (detail != null) {
            details.add("message", detail);
        }
        return Json.object()
                .add("success", false)
                .add("message", message)
                .add("error_details", details)
                .build();
    }

    /** Thrown where an operation is refused, caught where it was called. */
    static final class Signal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final Refusal refusal;

        Signal(Refusal refusal) {
            super(refusal.message, null, false, false);
            this.refusal = refusal;
        }
    }

    Signal signal() {
        return new Signal(this);
    }
}
