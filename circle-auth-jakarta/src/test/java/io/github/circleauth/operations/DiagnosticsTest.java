package io.github.circleauth.operations;

import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.TokenState;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.operations.DiagnosticsPage.Mark;
import io.github.circleauth.operations.DiagnosticsPage.Share;
import io.github.circleauth.operations.DiagnosticsPage.Tone;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import io.github.circleauth.session.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The values of the diagnostics page. */
class DiagnosticsTest {

    private final DiagnosedApplication application = new DiagnosedApplication();

    private void pass(Duration time) {
        application.circle.clock().advance(time);
    }

    @Test
    void leasesAreCountedByStateWithAndWithoutASession() {
        application.signIn(1001);
        pass(Duration.ofMinutes(58));
        application.signIn(1002);
        application.signIn(4711);
        application
                .leases
                .users()
                .of(Optional.of(MemberIdentity.communityMemberId(1003)), 600, application.leases.nanos());

        assertThat(application.rows("leases", "byState"))
                .containsExactly(
                        asList(TokenState.FRESH.name(), 1, 0),
                        asList(TokenState.STALE.name(), 1, 0),
                        asList(TokenState.EXPIRED.name(), 0, 0),
                        asList(TokenState.ABSENT.name(), 1, 1),
                        asList(TokenState.ENDED.name(), 0, 0));
        assertThat(application.fact("leases", "total")).isEqualTo(4);
        assertThat(application.fact("leases", "renewing")).isEqualTo(0);
    }

    @Test
    void leasesWithoutATokenAreCountedByCauseWithCirclesLastResponse() {
        application.circle.faults().always("auth_token", Fault.refusal(Refusal.NOT_ELIGIBLE));
        application.signIn(1001);
        application.signIn(1002);
        application.circle.faults().clear();
        application.signIn(4711);

        List<List<Object>> rows = application.rows("leases", "byCause");

        assertThat(rows)
                .extracting(row -> row.get(0))
                .containsExactly(new Mark("NOT_A_MEMBER", Tone.BAD), new Mark("PLAN", Tone.BAD));
        assertThat(rows.get(1)).element(1).isEqualTo(2);
        assertThat(rows.get(1)).element(4).isEqualTo(403);
        assertThat(rows.get(1)).element(5).isEqualTo(Refusal.NOT_ELIGIBLE.message());
        assertThat(application.page().attention()).singleElement().asString().contains("plan");
    }

    @Test
    void theRateLimitIsSharedOutToThoseWhoUsedIt() {
        Lease lease = application.signIn(1001);
        application.signIn(1002);
        application.signIn(1003);
        pass(Duration.ofSeconds(1));
        application.http.tokenEndpoint(RequestPriority.AWAITED).getMemberAPITokenFromCommunityMemberId(1001);
        application.http.requirePermit();
        application.leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);
        pass(Duration.ofSeconds(1));
        application.revoker.kick();

        assertThat(application.rows("circle", "shares"))
                .containsExactly(
                        asList("sign-in", 3, new Share(3, 100)),
                        asList("renewal", 1, new Share(1, 100)),
                        asList("revocation", 2, new Share(2, 100)),
                        asList("Member API", 1, new Share(1, 100)));
        assertThat(application.fact("circle", "usedPercent")).isEqualTo(new Share(7, 100));
        pass(Duration.ofMinutes(5));
        assertThat(application.fact("circle", "usedPercent")).isEqualTo(new Share(0, 100));
    }

    @Test
    void aPauseAfterA429IsShownUntilItIsOver() {
        assertThat(application.fact("circle", "pausedFor")).isNull();
        application.circle.faults().next("auth_token", new Fault.Status(429, "", Map.of("retry-after", "100")));
        application.signIn(1001);

        assertThat(application.fact("circle", "pausedFor")).isEqualTo(Duration.ofSeconds(100));
        assertThat(application.page().attention()).anyMatch(sentence -> sentence.contains("429"));
        pass(Duration.ofSeconds(100));
        assertThat(application.fact("circle", "pausedFor")).isNull();
    }

    @Test
    void pagesOfTheLiveChannelAreCounted() {
        application.live = new LiveCounts(4_999, 5_000, 40, 3, 2, 1);

        assertThat(application.fact("live", "pages")).isEqualTo(4_999);
        assertThat(application.fact("live", "pagesAtMost")).isEqualTo(5_000);
        assertThat(application.fact("live", "connections")).isEqualTo(40);
        assertThat(application.fact("live", "refused")).isEqualTo(3L);
        assertThat(application.fact("live", "cutOff")).isEqualTo(2L);
        assertThat(application.fact("live", "messagesDropped")).isEqualTo(1L);
        assertThat(application.page().attention()).isEmpty();
    }

    @Test
    void asManyPagesAsTheServerServesNeedAttention() {
        application.live = new LiveCounts(5_000, 5_000, 40, 0, 0, 0);

        assertThat(application.page().attention())
                .containsExactly("5000 live pages are open, as many as this server serves: further ones are refused.");
    }

    @Test
    void aNearlyUsedUpRateLimitNeedsAttention() {
        for (int i = 0; i < 70; i++) {
            application.http.requirePermit();
        }
        assertThat(application.page().attention()).isEmpty();
        DiagnosedApplication small = new DiagnosedApplication(new MemoryLedger(), List.of(), 1);
        small.signIn(1001);

        assertThat(small.page().attention()).anyMatch(sentence -> sentence.contains("1 of 1"));
    }

    @Test
    void theCircuitBreakerIsShownClosedOpenAndHalfOpen() {
        assertThat(application.fact("circle", "circuitBreaker")).isEqualTo(new Mark("CLOSED", Tone.GOOD));
        for (int i = 0; i < 3; i++) {
            application.circuitBreaker.recordTimeout();
        }

        assertThat(application.fact("circle", "circuitBreaker")).isEqualTo(new Mark("OPEN", Tone.BAD));
        assertThat(application.fact("circle", "failuresInARow")).isEqualTo(3);
        assertThat(application.page().attention()).anyMatch(sentence -> sentence.contains("3 times in a row"));
        pass((Duration) application.fact("circle", "halfOpenIn"));
        assertThat(application.fact("circle", "circuitBreaker")).isEqualTo(new Mark("HALF_OPEN", Tone.WAITING));
    }

    @Test
    @Tag("L18")
    void aTokenThatIsDueForLongNeedsAttention() {
        Lease lease = application.signIn(1001);
        assertThat(application.fact("revocations", "waiting")).isEqualTo(0);
        application.circle.faults().always("*", Fault.status(503));
        application.leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);
        pass(Duration.ofMinutes(6));

        assertThat(application.fact("revocations", "waiting")).isEqualTo(2);
        assertThat(application.fact("revocations", "oldestDueSince")).isEqualTo(DiagnosedApplication.START);
        assertThat(application.page().attention()).singleElement().asString().contains("6 min");
    }

    @Test
    void anUnknownKeyOfTheConfigurationNeedsAttention() {
        DiagnosedApplication misspelt = new DiagnosedApplication(
                new MemoryLedger(),
                List.of(
                        new ConfigurationEntry("circle.auth.obtain", Optional.of("eager"), Optional.empty(), true),
                        new ConfigurationEntry("circle.auth.proxy", Optional.empty(), Optional.empty(), true),
                        new ConfigurationEntry(
                                "circle.auth.call-timeout", Optional.of("PT9S"), Optional.of("a file"), true),
                        new ConfigurationEntry(
                                "circle.auth.obtian", Optional.of(ConfigurationEntry.MASK), Optional.empty(), false)),
                100);

        assertThat(misspelt.page().attention()).singleElement().asString().contains("circle.auth.obtian");
        assertThat(misspelt.rows("configuration", "keys"))
                .containsExactly(
                        asList("circle.auth.obtain", "eager", new Mark("default", Tone.NEUTRAL)),
                        asList("circle.auth.proxy", null, new Mark("not set", Tone.NEUTRAL)),
                        asList("circle.auth.call-timeout", "PT9S", "a file"),
                        asList("circle.auth.obtian", ConfigurationEntry.MASK, new Mark("unknown key", Tone.WAITING)));
    }

    @Test
    void eventsAreCountedByReasonAndTheLastFailureOfEachKindStays() {
        assertThat(application.rows("events", "counts")).isEmpty();
        application.signIn(1001);
        application.signIn(4711);
        pass(Duration.ofMinutes(1));
        application.circle.faults().always("auth_token", Fault.status(503));
        application.signIn(1002);

        assertThat(application.rows("events", "counts"))
                .containsExactly(
                        asList("CircleUnavailable", "TRY_LATER", 1L),
                        asList("TokenObtained", null, 1L),
                        asList("TokenRefused", "MEMBER_UNKNOWN", 1L));
        assertThat(application.rows("events", "lastFailures"))
                .containsExactly(
                        asList("CircleUnavailable", "TRY_LATER", 503, DiagnosedApplication.START.plusSeconds(60)),
                        asList("TokenRefused", "MEMBER_UNKNOWN", 404, DiagnosedApplication.START));
        assertThat(application.fact("events", "lastSuccess")).isEqualTo(DiagnosedApplication.START);
    }

    @Test
    void htmlAndJsonHaveTheSameValues() throws Exception {
        application.signIn(4711);
        CircleDiagnosticsServlet servlet = Exchange.servlet(application.diagnostics, "operator");

        var json = Exchange.get().json().sentTo(servlet).object();
        String html = Exchange.get().sentTo(servlet).text();

        assertThat(json.keySet())
                .containsExactly(
                        "at",
                        "attention",
                        "leases",
                        "circle",
                        "revocations",
                        "server",
                        "live",
                        "events",
                        "configuration");
        assertThat(json.getJsonObject("live").getInt("pagesAtMost")).isEqualTo(5_000);
        assertThat(html).contains("Sessions connected to Circle");
        assertThat(json.getJsonObject("leases").getInt("total")).isEqualTo(1);
        assertThat(json.getJsonObject("leases")
                        .getJsonArray("byCause")
                        .getJsonObject(0)
                        .getString("cause"))
                .isEqualTo("NOT_A_MEMBER");
        assertThat(json.getJsonObject("circle").getString("circuitBreaker")).isEqualTo("CLOSED");
        assertThat(json.getJsonObject("circle").getString("window")).isEqualTo("PT5M");
        assertThat(json.getJsonObject("server").getString("startedAt")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(html).contains(">NOT_A_MEMBER<", ">CLOSED<", "datetime=\"2026-01-01T00:00:00Z\"", "5 min");
    }
}
