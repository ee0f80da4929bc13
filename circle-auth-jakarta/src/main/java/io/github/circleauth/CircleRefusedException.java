package io.github.circleauth;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** Circle said no. Asking the same again gives the same answer until what {@link #reason()} names has changed. */
public final class CircleRefusedException extends CircleAuthException {

    private static final long serialVersionUID = 1L;

    /** Why Circle said no. */
    public enum Reason {
        /** The app token is wrong or not of the type "Headless Auth": the operator's matter, never the member's. */
        APP_TOKEN,
        /** The community's plan does not include the headless API: the operator's matter. */
        PLAN,
        /** Circle knows no member by this identity. */
        MEMBER_UNKNOWN,
        /** The token is unknown, revoked or expired. */
        TOKEN_DEAD,
        /** The member may not do this: a renewed token would change nothing. Said by the Member API alone. */
        PERMISSION_DENIED,
        /** Anything else that Circle refused; see {@link CircleAuthException#circleMessage()}. */
        OTHER
    }

    private final Reason reason;

    public CircleRefusedException(Reason reason, String message, @Nullable ErrorDetails answer) {
        super(message, answer, null);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns why. */
    public Reason reason() {
        return reason;
    }
}
