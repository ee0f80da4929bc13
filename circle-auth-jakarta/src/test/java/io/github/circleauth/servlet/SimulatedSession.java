package io.github.circleauth.servlet;

import io.github.circleauth.CircleMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session with its user, and the handles that the application captured in it. */
final class SimulatedSession {

    private record Captured(
            SimulatedServer server, @Nullable String leaseId, CircleMember member) {}

    private final StubSession stub;
    private final List<Captured> captured = new ArrayList<>();
    private final List<CircleMember> ended = new ArrayList<>();
    private @Nullable String principal;

    SimulatedSession(String id, String principal) {
        this.stub = new StubSession(id);
        this.principal = principal;
    }

    StubSession stub() {
        return stub;
    }

    @Nullable String principal() {
        return principal;
    }

    @Nullable String leaseId() {
        return (String) stub.attributes.get(SessionAttributes.LEASE_ID);
    }

    void captured(SimulatedServer server, CircleMember member) {
        captured.add(new Captured(server, leaseId(), member));
    }

    /** The handles to the lease that the session had when its user changed, on the server that saw the change. */
    List<CircleMember> ended() {
        return ended;
    }

    /** Changes the user. The given server is the next to see it. */
    void nowOf(@Nullable String other, SimulatedServer server) {
        if (other != null && other.equals(principal)) {
            return;
        }
        principal = other;
        // If another server ended the lease before, this one finds out at the next renewal.
        captured.stream()
                .filter(handle -> handle.server() == server && Objects.equals(handle.leaseId(), leaseId()))
                .forEach(handle -> ended.add(handle.member()));
        captured.clear();
    }
}
