package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.operations.CircleSessions.Ended;
import io.github.circleauth.operations.CircleSessions.Scope;
import io.github.circleauth.session.MemberEnd;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class MemberSessionsTest {

    private static final MemberIdentity ADA = MemberIdentity.verifiedEmail("ada@example.com");

    private final Queue<MemberEnd> ends = new ArrayDeque<>();
    private final MemberSessions sessions = new MemberSessions(identity -> {
        assertThat(identity).isEqualTo(ADA);
        return ends.remove();
    });

    @Test
    void theResultCountsTheLeasesOfAllServers() {
        ends.add(new MemberEnd(2, OptionalInt.of(3), true));

        assertThat(sessions.end(ADA)).isEqualTo(new Ended(5, Scope.ALL_SERVERS));
    }

    @Test
    void withALedgerInMemoryTheResultAndOneLineSayThatItConcernsThisServerAlone() {
        ends.addAll(List.of(new MemberEnd(2, OptionalInt.of(0), false), new MemberEnd(0, OptionalInt.of(0), false)));

        try (Logged log = Logged.by(MemberSessions.class)) {
            assertThat(sessions.end(ADA)).isEqualTo(new Ended(2, Scope.THIS_SERVER));
            assertThat(sessions.end(ADA)).isEqualTo(new Ended(0, Scope.THIS_SERVER));

            assertThat(log.at(Level.INFO)).singleElement().asString().startsWith("CIRCLE-0031: ");
        }
    }

    @Test
    void whileTheDatabaseIsAwayTheResultAndALineSayThatTheOthersEndLater() {
        MemberEnd late = new MemberEnd(1, OptionalInt.empty(), true);
        ends.addAll(List.of(late, late));

        try (Logged log = Logged.by(MemberSessions.class)) {
            assertThat(sessions.end(ADA)).isEqualTo(new Ended(1, Scope.ALL_SERVERS_LATER));
            assertThat(sessions.end(ADA)).isEqualTo(new Ended(1, Scope.ALL_SERVERS_LATER));

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0032: ")
                    .doesNotContain("ada");
        }
    }

    @Test
    void withoutAnIdentityItFails() {
        assertThatNullPointerException().isThrownBy(() -> sessions.end(null)).withMessage("identity");
    }

    @Test
    void whereTheLibraryIsNotStartedItFails() {
        MemberSessions none = new MemberSessions(identity -> {
            throw new IllegalStateException("not switched on");
        });

        assertThatIllegalStateException().isThrownBy(() -> none.end(ADA)).withMessage("not switched on");
    }
}
