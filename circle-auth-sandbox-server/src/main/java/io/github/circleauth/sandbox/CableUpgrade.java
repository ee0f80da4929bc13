package io.github.circleauth.sandbox;

import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Accepts a handshake of the real-time channel and keeps the connection's thread until the connection ends. */
record CableUpgrade(Circle circle, SandboxRequest handshake, long member, CableBehaviour behaviour)
        implements ResponseSender {

    SandboxResponse toResponse() {
        return SandboxResponse.of(101, Map.of(), new byte[0]).withSender(this);
    }

    /** Returns an accepted handshake with another behaviour of the connection, and any other response unchanged. */
    static SandboxResponse behaving(SandboxResponse response, UnaryOperator<CableBehaviour> change) {
        return response.sender() instanceof CableUpgrade upgrade
                ? response.withSender(new CableUpgrade(
                        upgrade.circle, upgrade.handshake, upgrade.member, change.apply(upgrade.behaviour)))
                : response;
    }

    @Override
    public void send(SandboxResponse response, ClientConnection connection) throws IOException {
        String token = String.valueOf(handshake.bearer());
        CableConnection live = circle.cable().connect(member, token, behaviour);
        try (connection) {
            new CableSocket(connection.channel(), handshake, live, circle.clock()).serve();
        } finally {
            live.closed();
        }
    }
}
