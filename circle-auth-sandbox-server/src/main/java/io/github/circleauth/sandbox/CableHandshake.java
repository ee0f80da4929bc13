package io.github.circleauth.sandbox;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Decides about handshakes of the real-time channel, by their origin, their subprotocol and their token. */
final class CableHandshake {

    static final String SUBPROTOCOL = "actioncable-v1-json";

    private final Circle circle;
    private final AccessTokens tokens;

    CableHandshake(Circle circle, AccessTokens tokens) {
        this.circle = circle;
        this.tokens = tokens;
    }

    /**
     * Executes a handshake.
     *
     * @param substitute replaces the member to whom the token belongs
     * @throws Refusal.RefusedException if it is no handshake
     */
    SandboxResponse handle(SandboxRequest request, UnaryOperator<Person> substitute) {
        if (!isWebSocket(request) || !hasSubprotocol(request)) {
            throw Refusal.PATH_NOT_FOUND.exception();
        }
        if (!isFromAllowedOrigin(request)) {
            int status = Integer.parseInt(circle.switches().value(Switch.CABLE_ORIGIN));
            return SandboxResponse.of(status, Map.of("content-type", "text/plain"), new byte[0])
                    .withRefusal("the origin is not allowed");
        }
        try {
            long member = tokens.member(request, substitute).communityMemberId();
            return new CableUpgrade(circle, request, member, CableBehaviour.CORRECT)
                    .toResponse()
                    .withMember(member);
        } catch (Refusal.RefusedException e) {
            return refused(request, e.refusal);
        }
    }

    private SandboxResponse refused(SandboxRequest request, Refusal refusal) {
        String how = circle.switches().value(Switch.CABLE_TOKEN_REFUSAL);
        return how.equals("disconnect")
                ? new CableUpgrade(circle, request, 0, CableBehaviour.UNAUTHORIZED)
                        .toResponse()
                        .withRefusal(refusal.message())
                : refusal.toResponse(Operation.CABLE).withStatus(Integer.parseInt(how));
    }

    private static boolean isWebSocket(SandboxRequest request) {
        return request.method().equals("GET")
                && words(request, "upgrade").contains("websocket")
                && words(request, "connection").contains("upgrade")
                && words(request, "sec-websocket-version").contains("13")
                && !words(request, "sec-websocket-key").get(0).isEmpty();
    }

    private boolean hasSubprotocol(SandboxRequest request) {
        return words(request, "sec-websocket-protocol").contains(SUBPROTOCOL)
                || circle.switches().is(Switch.CABLE_SUBPROTOCOL, "optional");
    }

    private boolean isFromAllowedOrigin(SandboxRequest request) {
        if (circle.switches().is(Switch.CABLE_ORIGIN, "not-checked")) {
            return true;
        }
        String origin = request.header("origin");
        List<String> allowed = circle.allowedOrigins();
        return origin != null && (allowed.isEmpty() || allowed.contains(origin));
    }

    /** Returns the words of a header with a list, in lower case. */
    private static List<String> words(SandboxRequest request, String header) {
        String value = request.header(header);
        return Stream.of((value == null ? "" : value).split(",", -1))
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .toList();
    }
}
