package io.github.circleauth;

import java.util.Map;

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

    private static final Map<Absence, String> MESSAGES = Map.of(
            Absence.ANONYMOUS, "No user is signed in, so there is no Circle member. Call isPresent() first.",
            Absence.NO_SESSION,
                    "The user is signed in without an HTTP session, in which a Circle token could be kept."
                            + " circle.auth.sessionless=per-user keeps one for each such user;"
                            + " circle.auth.create-session=true creates a session.",
            Absence.ENDED,
                    "The user signed out, or the session ended. A captured handle also ends when the session that it is"
                            + " stored in is written to disk or to another server: call capture() again.");

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
        String message = MESSAGES.get(absence);
        if (message == null) {
            throw new IllegalArgumentException(absence + " is an absence of a signed-in user with a session.");
        }
        return message;
    }

    /** Returns why there is no member: {@link Absence#ANONYMOUS}, {@link Absence#NO_SESSION} or {@link Absence#ENDED}. */
    public Absence absence() {
        return absence;
    }
}
