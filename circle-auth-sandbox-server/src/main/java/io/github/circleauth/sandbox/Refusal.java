package io.github.circleauth.sandbox;

import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A refusal by Circle: the status and the exact message. */
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
    /** Permission denied. The only refusal without the envelope; another token would not help. */
    ACTION_DENIED(401, "You cannot perform this action."),

    // Circle doesn't document the messages of these three.
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

    /** The status of the response by the Auth API, or by the Member API if it concerns an access token. */
    public int status() {
        return status;
    }

    /** Circle's complete message. */
    public String message() {
        return message;
    }

    /** Returns the response of an operation with this refusal. */
    SandboxResponse toResponse(@Nullable Operation operation) {
        return SandboxResponse.of(statusFor(operation), body()).withRefusal(message);
    }

    /** Returns the status. For an access token, the Member API responds with 401, and its revocation with 422. */
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

    RefusedException exception() {
        return new RefusedException(this);
    }

    /** Ends the execution of a request with a refusal. {@link RequestHandler} turns it into a response. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final Refusal refusal;

        RefusedException(Refusal refusal) {
            super(refusal.message, null, false, false);
            this.refusal = refusal;
        }
    }
}
