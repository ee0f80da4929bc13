package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.CircleUnavailable;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.RevocationDelayed;
import io.github.circleauth.event.TokenKept;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenObtained;
import io.github.circleauth.event.TokenRefused;
import io.github.circleauth.event.TokenRenewed;
import io.github.circleauth.event.TokenRevoked;
import io.github.circleauth.operations.EventCounters.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which counter counts an event, and how many series there are at most. */
class EventCountersTest {

    private static final String LEASE = "lease-4711";
    private static final OptionalLong MEMBER = OptionalLong.of(4712);
    private static final Optional<MemberIdentity> ADA = Optional.of(MemberIdentity.verifiedEmail("ada@example.com"));
    private static final Duration TIME = Duration.ofSeconds(4713);
    private static final OptionalInt STATUS = OptionalInt.of(599);

    /** Returns an event of each type with each value of its enums. */
    private static List<CircleEvent> events() {
        List<CircleEvent> events = new ArrayList<>();
        events.add(new TokenObtained(LEASE, MEMBER, ADA, TIME));
        for (TokenRenewed.Way way : TokenRenewed.Way.values()) {
            events.add(new TokenRenewed(LEASE, MEMBER, ADA, way, TIME));
        }
        for (LeaseEnded.Reason reason : LeaseEnded.Reason.values()) {
            events.add(new LeaseEnded(LEASE, MEMBER, ADA, reason));
        }
        for (TokenKind kind : TokenKind.values()) {
            events.add(new TokenRevoked(LEASE, kind, TIME));
            for (FailureReason reason : FailureReason.values()) {
                events.add(new RevocationDelayed(LEASE, kind, reason, STATUS, Optional.of(TIME), TIME));
            }
        }
        for (FailureReason reason : FailureReason.values()) {
            events.add(new TokenKept(LEASE, MEMBER, ADA, reason, STATUS, TIME, TIME, TIME));
            events.add(new TokenRefused(LEASE, MEMBER, ADA, reason, STATUS, TIME, TIME));
            events.add(new CircleUnavailable(LEASE, MEMBER, ADA, reason, STATUS, TIME, TIME));
        }
        return events;
    }

    private static Stream<Class<?>> types(Class<?> sealed) {
        return sealed.isSealed()
                ? Stream.of(sealed.getPermittedSubclasses()).flatMap(EventCountersTest::types)
                : Stream.of(sealed);
    }

    @Test
    @Tag("R8")
    void eachEventHasASeriesOfItsOwnThatIsThereFromTheStart() {
        assertThat(events().stream().map(CircleEvent::getClass))
                .containsAll(types(CircleEvent.class)
                        .map(type -> type.asSubclass(CircleEvent.class))
                        .toList());

        assertThat(events().stream().map(EventCounters::of))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(EventCounters.all())
                .hasSizeLessThan(100);
    }

    @Test
    @Tag("S9")
    void noLabelHasAnythingOfALeaseAPersonOrARequest() {
        assertThat(events().stream().map(EventCounters::of))
                .flatExtracting(series -> series.labels().values())
                .allSatisfy(value -> assertThat(value).matches("[a-z_]+").doesNotContain("ada", "lease-", "47", "599"));
    }

    @Test
    void aCounterHasTheSameLabelsEachTime() {
        Map<String, Set<String>> labels = Map.of(
                "circle.auth.tokens", Set.of("outcome", "way", "reason"),
                "circle.auth.leases.ended", Set.of("reason"),
                "circle.auth.revocations.done", Set.of("kind"),
                "circle.auth.revocations.delayed", Set.of("kind", "reason"));

        assertThat(EventCounters.all())
                .allSatisfy(series -> assertThat(series.labels().keySet())
                        .isEqualTo(labels.get(series.metric().name())));
    }

    @Test
    void theOutcomeTellsWhatBecameOfAToken() {
        FailureReason reason = FailureReason.TRY_LATER;

        assertThat(Stream.of(
                                new TokenObtained(LEASE, MEMBER, ADA, TIME),
                                new TokenRenewed(LEASE, MEMBER, ADA, TokenRenewed.Way.REFRESH, TIME),
                                new TokenKept(LEASE, MEMBER, ADA, reason, STATUS, TIME, TIME, TIME),
                                new TokenRefused(LEASE, MEMBER, ADA, reason, STATUS, TIME, TIME),
                                new CircleUnavailable(LEASE, MEMBER, ADA, reason, STATUS, TIME, TIME))
                        .map(EventCounters::of))
                .containsExactly(
                        tokens("obtained", "none", "none"),
                        tokens("renewed", "refresh", "none"),
                        tokens("kept", "none", "try_later"),
                        tokens("refused", "none", "try_later"),
                        tokens("unavailable", "none", "try_later"));
    }

    private static Series tokens(String outcome, String way, String reason) {
        return new Series(EventCounters.TOKENS, Map.of("outcome", outcome, "way", way, "reason", reason));
    }
}
