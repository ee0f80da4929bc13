package io.github.circleauth.session;

import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.TokenState;
import java.util.Map;

/**
 * The leases of this server at one moment, counted. It contains nothing of a user, and no secret.
 *
 * @param ofSessions the leases of sessions, by state
 * @param ofUsers the leases of users without a session, by state
 * @param renewing the leases that are being renewed
 * @param absent the leases without a valid token whose reason is known, by cause
 * @param usersAtObtainLimit the identities for which no more tokens may be obtained within this minute
 */
public record LeaseOverview(
        Map<TokenState, Integer> ofSessions,
        Map<TokenState, Integer> ofUsers,
        int renewing,
        Map<Cause, Absent> absent,
        int usersAtObtainLimit) {

    /**
     * The leases without a token for one cause.
     *
     * @param count how many they are
     * @param example the detail of one of them, that is tried again last: usually the latest failure
     */
    public record Absent(int count, AbsenceDetail example) {

        Absent with(Absent other) {
            return new Absent(count + other.count, isLater(other) ? other.example : example);
        }

        private boolean isLater(Absent other) {
            return other.example
                    .retryAt()
                    .filter(at -> example.retryAt().filter(at::isBefore).isEmpty())
                    .isPresent();
        }
    }
}
