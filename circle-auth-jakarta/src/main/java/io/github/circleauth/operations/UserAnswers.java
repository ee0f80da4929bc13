package io.github.circleauth.operations;

import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.TokenState;
import io.github.circleauth.operations.DiagnosticsPage.Fact;
import io.github.circleauth.operations.DiagnosticsPage.Mark;
import io.github.circleauth.operations.DiagnosticsPage.Section;
import io.github.circleauth.operations.DiagnosticsPage.Tone;
import io.github.circleauth.operations.DiagnosticsPage.UserAnswer;
import io.github.circleauth.session.LeaseInspector;
import io.github.circleauth.session.LeaseReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers why a user has no token, from the user's leases on this server. */
final class UserAnswers {

    /** A user hardly has more sessions; a test account may. */
    private static final int MAX_SHOWN = 20;

    private final LeaseInspector leases;
    private final Instant startedAt;

    UserAnswers(LeaseInspector leases, Instant startedAt) {
        this.leases = leases;
        this.startedAt = startedAt;
    }

    UserAnswer to(UserQuestion question) {
        List<LeaseReport> found = question.kind() == UserQuestion.Kind.USER_NAME
                ? leases.ofUserName(question.value())
                : leases.ofIdentity(question.identity());
        List<Section> sections = IntStream.range(0, Math.min(found.size(), MAX_SHOWN))
                .mapToObj(i -> section(i + 1, found.get(i)))
                .toList();
        return new UserAnswer(Optional.empty(), summary(question, found), sections);
    }

    private String summary(UserQuestion question, List<LeaseReport> found) {
        if (found.isEmpty()) {
            return noLease(question);
        }
        long valid = found.stream().filter(UserAnswers::hasValidToken).count();
        String leasesOfUser = found.size() == 1 ? "1 lease" : found.size() + " leases";
        String tokens = valid == found.size()
                ? "with a valid token"
                : valid == 0 ? "without a valid token" : valid + " of them with a valid token";
        String shown = found.size() > MAX_SHOWN ? " The " + MAX_SHOWN + " that were used last are shown." : "";
        return "This user has " + leasesOfUser + " on this server, " + tokens + "." + shown;
    }

    private String noLease(UserQuestion question) {
        String nameOnly = question.kind() == UserQuestion.Kind.USER_NAME
                ? " A user without a session is found by the identity at Circle, not by the user name."
                : "";
        return "This user has no lease on this server: since its start at " + startedAt
                + ", the user has not signed in here, has signed out, or was away until the lease expired. In a cluster, another"
                + " server may have one." + nameOnly;
    }

    private static boolean hasValidToken(LeaseReport lease) {
        return lease.state() == TokenState.FRESH || lease.state() == TokenState.STALE;
    }

    private static Section section(int number, LeaseReport lease) {
        Optional<CircleAuthException> failure = lease.lastFailure().map(LeaseReport.LastFailure::exception);
        List<Fact> facts = List.of(
                new Fact("state", "Token", state(lease)),
                new Fact(
                        "cause",
                        "Cause",
                        orNull(lease.absence().map(absence -> absence.cause().name()))),
                new Fact("why", "Why", why(lease)),
                new Fact("remedy", "Remedy", orNull(lease.absence().map(AbsenceDetail::remedy))),
                new Fact("failure", "Last failure", orNull(failure.map(Throwable::getMessage))),
                new Fact("status", "Circle's status", status(failure)),
                new Fact("message", "Circle's message", orNull(failure.flatMap(CircleAuthException::circleMessage))),
                new Fact("requestId", "Request id", orNull(failure.flatMap(CircleAuthException::requestId))),
                new Fact(
                        "failuresInARow",
                        "Failures in a row",
                        orNull(lease.lastFailure().map(LeaseReport.LastFailure::inARow))),
                new Fact("retryAt", "Next attempt", orNull(lease.lastFailure().map(LeaseReport.LastFailure::retryAt))),
                new Fact("expiresAt", "Token expires", orNull(lease.expiresAt())),
                new Fact("renewals", "Renewals", lease.renewals()),
                new Fact("renewing", "Renewal under way", lease.renewing()),
                new Fact("identityKind", "Identity", orNull(lease.identityKind().map(UserAnswers::words))),
                new Fact("communityMemberId", "Community member id", memberId(lease)),
                new Fact("session", "In an HTTP session", lease.hasSession()),
                new Fact("lastUsedAt", "Last used", lease.lastUsedAt()),
                new Fact("lease", "Lease id", lease.id()));
        return new Section("lease" + number, "Lease " + number, "", facts, List.of());
    }

    private static Mark state(LeaseReport lease) {
        Tone tone = switch (lease.state()) {
            case FRESH, STALE -> Tone.GOOD;
            case EXPIRED, ABSENT -> lease.absence().isPresent() ? Tone.BAD : Tone.WAITING;
            case ENDED -> Tone.NEUTRAL;
        };
        return new Mark(lease.state().name(), tone);
    }

    private static String why(LeaseReport lease) {
        if (lease.absence().isPresent()) {
            return lease.absence().get().explanation();
        }
        if (hasValidToken(lease)) {
            return lease.lastFailure().isPresent()
                    ? "The token is valid and served until it expires; its last renewal failed."
                    : "The token is valid.";
        }
        return lease.renewing()
                ? "A renewal is under way."
                : "No renewal has been needed yet: the user's next request or use of the token starts one.";
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable Object memberId(LeaseReport lease) {
        return lease.communityMemberId().isPresent() ? lease.communityMemberId().getAsLong() : null;
    }

    static @Nullable Object status(Optional<CircleAuthException> failure) {
        return failure.isPresent() && failure.get().status().isPresent()
                ? failure.get().status().getAsInt()
                : null;
    }

    private static @Nullable Object orNull(Optional<?> value) {
        return value.orElse(null);
    }
}
