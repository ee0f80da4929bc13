package io.github.circleauth;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Circle refused the request. The same request fails again until the cause given by {@link #reason()} is resolved. */
public final class CircleRefusedException extends CircleAuthException {

    private static final long serialVersionUID = 1L;

    /** Why Circle refused a request. */
    public enum Reason {
        /**
         * The app token is wrong, or not of the type "Headless Auth", or Circle refused the application in words that are not
         * known. Only the operator can resolve this.
         */
        APP_TOKEN,
        /** The community's plan does not include the headless API. Only the operator can resolve this. */
        PLAN,
        /** The community has no member with this identity. */
        MEMBER_UNKNOWN,
        /** The token is unknown, revoked or expired; for a refresh token also if Circle refused it for a reason not known. */
        TOKEN_DEAD,
        /** The member lacks a permission, so another token would not help. For Member API requests only. */
        PERMISSION_DENIED,
        /** Another reason; see {@link CircleAuthException#circleMessage()}. */
        OTHER
    }

    private final Reason reason;

    /**
     * Creates the exception.
     *
     * @param details the details of the response, or null
     */
    public CircleRefusedException(Reason reason, String message, @Nullable ErrorDetails details) {
        super(message, details, null);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns why Circle refused the request. */
    public Reason reason() {
        return reason;
    }
}
