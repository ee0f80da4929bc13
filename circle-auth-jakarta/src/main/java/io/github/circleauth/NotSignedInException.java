package io.github.circleauth;

import io.github.circleauth.AbsenceDetail.Cause;

/**
 * The request has no Circle member: no user is signed in, there is no HTTP session, or the session has ended.
 *
 * <p>Thrown by {@link CircleMember#accessToken()} and by every Member API request. An application that maps it once needs
 * no check in each resource. With JAX-RS this class does it, for {@link CircleAuthException} too:
 *
 * <pre>{@code
 * @Provider
 * public class CircleProblems extends CircleExceptionMappers {}
 * }</pre>
 *
 * <p>In a servlet application, an {@code <error-page>} with this {@code <exception-type>} does. An {@link
 * IllegalStateException} of another type is a programming error, such as a call on a thread without a request.
 */
public final class NotSignedInException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final Absence absence;

    /**
     * Creates the exception.
     *
     * @param absence {@link Absence#ANONYMOUS}, {@link Absence#NO_SESSION} or {@link Absence#ENDED}
     * @throws IllegalArgumentException if the absence is another one, which a signed-in user with a session has
     */
    public NotSignedInException(Absence absence) {
        super(message(absence));
        this.absence = absence;
    }

    private static String message(Absence absence) {
        Cause cause = Cause.of(absence);
        return switch (absence) {
            case ANONYMOUS, NO_SESSION -> cause.explanation() + " " + cause.remedy();
            case ENDED ->
                cause.explanation() + " " + Cause.HANDLE_COPIED.explanation() + " " + Cause.HANDLE_COPIED.remedy();
            case NOT_A_MEMBER, UNAVAILABLE, REFUSED ->
                throw new IllegalArgumentException(absence + " is an absence of a signed-in user with a session.");
        };
    }

    /** Returns why there is no member: {@link Absence#ANONYMOUS}, {@link Absence#NO_SESSION} or {@link Absence#ENDED}. */
    public Absence absence() {
        return absence;
    }
}
