package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Absence;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded.Reason;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.seal.Seal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cases and the statements of {@code docs/runbooks.md}, on two servers with one database. */
class RunbooksDocsTest {

    private static final Secret FORMER_KEY = Secret.of("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    private static final Secret NEW_KEY = Secret.of("bmV3NDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=");
    private static final Seal FORMER = Seal.of(List.of(FORMER_KEY));
    private static final Pattern SQL = Pattern.compile("(?s)```sql\\n(.*?);\\n```");

    private final OneServer circle = new OneServer();
    private final LedgerRows rows = LedgerRows.inDatabase(FORMER);
    private final List<SimulatedNode> servers = new ArrayList<>();
    private final List<Ledger> ledgers = new ArrayList<>();
    private final SimulatedNode here = server(rows.ofOneServer().get());
    private final SimulatedNode elsewhere = server(rows.ofOneServer().get());

    private SimulatedNode server(Ledger ledger) {
        SimulatedNode started = circle.another(ledger);
        servers.add(started);
        ledgers.add(ledger);
        return started;
    }

    @AfterEach
    void close() {
        servers.forEach(SimulatedNode::close);
        circle.close();
    }

    /** Returns the page's statement that begins with these words. */
    private static String sql(String beginning) throws IOException {
        return SQL.matcher(Files.readString(Path.of("../docs/runbooks.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private Lease signedIn(SimulatedNode server, long member) {
        MemberIdentity identity = MemberIdentity.communityMemberId(member);
        Lease lease =
                server.leases.open(identity::value, Optional.of(identity), TIMEOUT_SECONDS, server.leases.nanos());
        var unused = server.tokens(lease);
        server.workers.runAll();
        assertThat(server.current(lease)).isNotNull();
        return lease;
    }

    /** Lets time pass, as {@link BackgroundTasks} does, once a minute. */
    private void pass(Duration time) {
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            circle.pass(Duration.ofMinutes(1));
            for (int i = 0; i < servers.size(); i++) {
                ledgers.get(i).tick(circle.circle.clock().instant());
                servers.get(i).leases.sweep();
                servers.get(i).revoker.kick();
                servers.get(i).workers.runAll();
            }
        }
    }

    @Test
    void oneStatementEndsEverybodysTokensAndUsersGetNewOnes() throws IOException {
        Lease ada = signedIn(here, ADA);
        Lease grace = signedIn(elsewhere, GRACE);

        LedgerRows.execute(sql("UPDATE"));
        assertThat(LedgerRows.number(sql("SELECT COUNT(*)"))).isEqualTo(4);
        pass(Duration.ofMinutes(2));

        assertThat(circle.alive()).isEmpty();
        assertThat(LedgerRows.number(sql("SELECT COUNT(*)"))).isZero();
        assertThat(ada.isEnded() && grace.isEnded()).isTrue();
        signedIn(here, ADA);
    }

    @Test
    void aLeakedSealKeyIsReplacedWhileTheServersRunOneAfterTheOther() throws IOException {
        signedIn(here, ADA);
        List<Seal> steps = List.of(Seal.of(List.of(FORMER_KEY, NEW_KEY)), Seal.of(List.of(NEW_KEY, FORMER_KEY)));
        for (Seal next : steps) {
            for (int server = 0; server < 2; server++) {
                Lease there = signedIn(server(LedgerRows.onDatabase(next)), GRACE);
                assertThat(there.isEnded()).isFalse();
            }
        }

        LedgerRows.execute(sql("UPDATE"));
        Ledger last = LedgerRows.onDatabase(steps.get(1));
        SimulatedNode restarted = server(last);
        restarted.revoker.drain(() -> true);

        assertThat(circle.alive()).isEmpty();
        assertThat(LedgerRows.number("SELECT COUNT(*) FROM (" + sql("SELECT key_id") + ") keys"))
                .isZero();
        signedIn(server(LedgerRows.onDatabase(Seal.of(List.of(NEW_KEY)))), ADA);
        assertThat(LedgerRows.number("SELECT COUNT(*) FROM (" + sql("SELECT key_id") + ") keys"))
                .isEqualTo(1);
    }

    @Test
    void sessionsGoOnWithATableThatWasCreatedAnewAndGetNewTokensWhenTouched() {
        Lease lease = signedIn(here, ADA);
        LedgerRows.execute("DELETE FROM circle_auth_ledger");

        pass(Duration.ofMinutes(2));
        assertThat(here.current(lease)).as("before it is touched").isNotNull();
        circle.pass(Duration.ofSeconds(TIMEOUT_SECONDS / 4));
        here.touch(lease, TIMEOUT_SECONDS);
        here.workers.runAll();

        assertThat(lease.isEnded()).isTrue();
        Lease anew = signedIn(here, ADA);
        here.leases.end(anew.id(), anew.seenText(), Reason.SESSION_ENDED);
        pass(Duration.ofMinutes(1));
        assertThat(circle.alive())
                .as("the shared refresh token is revoked with the new lease")
                .isEmpty();
    }

    @Test
    void afterADayWithoutCircleUsersHaveTokensWithinAMinuteAndAllDueOnesAreRevoked() {
        Lease stays = signedIn(here, ADA);
        Lease ends = signedIn(here, GRACE);
        circle.circle.faults().always("*", Fault.status(503));
        here.leases.end(ends.id(), ends.seenText(), Reason.SESSION_ENDED);

        for (int hour = 0; hour < 24; hour++) {
            pass(Duration.ofHours(1));
            here.touch(stays, TIMEOUT_SECONDS);
            here.renewIfDue(stays);
            here.workers.runAll();
        }
        assertThat(here.current(stays)).isNull();
        assertThat(here.whyAbsent(stays)).contains(Absence.UNAVAILABLE);
        assertThat(stays.isEnded()).isFalse();
        assertThat(ledgers.get(0).pendingRevocations(circle.circle.clock().instant()))
                .as("Grace's refresh token; her access token has expired")
                .isEqualTo(1);

        circle.circle.faults().clear();
        pass(Duration.ofMinutes(1));
        here.renewIfDue(stays);
        here.workers.runAll();

        assertThat(here.current(stays)).isNotNull();
        pass(Duration.ofMinutes(1));
        assertThat(circle.alive())
                .extracting(token -> token.communityMemberId())
                .containsOnly(ADA);
    }
}
