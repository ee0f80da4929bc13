package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.TokenState;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Checks the invariants of the design, 1 to 4, by the sandbox's audit and the ledger. */
final class Invariants {

    /** How long a row may be claimed. */
    private static final Duration CLAIM = Duration.ofMinutes(1);

    private final Circle circle;
    private final LedgerRows ledger;
    private final Set<String> revokedByOthers = new HashSet<>();
    private final List<String> violations = new ArrayList<>();

    Invariants(Circle circle, LedgerRows ledger) {
        this.circle = circle;
        this.ledger = ledger;
    }

    /** 1. Whose token: a token that is handed out, now or when the renewal completes, is the caller's own, and alive. */
    void handedOut(CompletableFuture<AccessToken> token, long member) {
        CompletableFuture<Void> unused = token.thenAccept(handed -> {
            Audit.Token issued = circle.audit().token(handed.value().reveal()).orElseThrow();
            if (issued.communityMemberId() != member) {
                violations.add("member " + member + " was handed a token of " + issued.communityMemberId());
            }
            if (!issued.alive(circle.clock().instant()) && !revokedByOthers.contains(issued.value())) {
                violations.add("member " + member + " was handed a dead token at "
                        + circle.clock().instant() + ": " + issued);
            }
            if (ledger.rows().get().stream().noneMatch(row -> row.token().equals(handed.value()))) {
                violations.add("member " + member + " was handed a token that is not in the ledger");
            }
        });
    }

    /** Records a token that the library did not revoke: a server that has not used it since can't know. */
    void revokedByOthers(AccessToken token) {
        revokedByOthers.add(token.value().reveal());
    }

    void check(List<SimulatedSession> sessions, List<SimulatedServer> servers, String when) {
        assertThat(violations).as(when).isEmpty();
        for (SimulatedServer server : servers) {
            assertThat(server.node.leasesWithSeveralRenewals())
                    .as("one request for each lease, %s", when)
                    .isEmpty();
        }
        for (SimulatedSession session : sessions) {
            for (CircleMember handle : session.ended()) {
                assertThat(handle.state()).as(when).isEqualTo(TokenState.ENDED);
                assertThat(handle.expiresAt())
                        .as("an ended lease holds nothing, %s", when)
                        .isEmpty();
            }
        }
        everyTokenIsAccountedFor(sessions, when);
    }

    /** 4. Each living token that was received is held by a lease in use, or is about to be revoked. */
    private void everyTokenIsAccountedFor(List<SimulatedSession> sessions, String when) {
        Instant now = circle.clock().instant();
        Set<String> inUse = sessions.stream()
                .map(SimulatedSession::leaseId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<String, List<Row>> rows = ledger.rows().get().stream()
                .collect(Collectors.groupingBy(row -> row.token().reveal()));
        for (Audit.Token token : circle.audit().alive()) {
            if (token.delivered()) {
                assertThat(rows.getOrDefault(token.value(), List.of()))
                        .as(
                                "%s of member %s, issued by %s, %s",
                                token.kind(), token.communityMemberId(), token.issuedBy(), when)
                        .anyMatch(row -> inUse.contains(row.leaseId()) || isBeingRevoked(row, now));
            }
        }
    }

    private static boolean isBeingRevoked(Row row, Instant now) {
        return row.attempts() > 0 || !row.revokeAt().isAfter(now.plus(CLAIM));
    }
}
