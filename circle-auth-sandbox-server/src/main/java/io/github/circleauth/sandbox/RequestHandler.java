package io.github.circleauth.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Handles the requests of both APIs and the handshakes of the real-time channel: holds them at gates, applies faults, executes them, and records them in the audit.
 */
final class RequestHandler {

    /** The response if the thread was interrupted before the request took effect. */
    private static final SandboxResponse INTERRUPTED = SandboxResponse.of(503, Map.of(), new byte[0]);

    private final Circle circle;
    private final AccessTokens accessTokens;
    private final AuthApi authApi;
    private final MemberApi memberApi;
    private final CableHandshake cableHandshake;

    RequestHandler(Circle circle, TokenStore tokens) {
        this.circle = circle;
        this.accessTokens = new AccessTokens(circle, tokens);
        this.authApi = new AuthApi(circle, tokens);
        this.memberApi = new MemberApi(circle, accessTokens);
        this.cableHandshake = new CableHandshake(circle, accessTokens);
    }

    /** Handles a request on the calling thread. See {@link Circle#handle}. */
    SandboxResponse handle(SandboxRequest request) {
        Operation own = Operation.of(request);
        Operation operation = circle.documentation().endpoint(request, own).isPresent() ? Operation.DOCUMENTED : own;
        if (operation == null) {
            return recorded(request, withCommonHeaders(Refusal.PATH_NOT_FOUND.toResponse(null)));
        }
        SandboxResponse response = INTERRUPTED;
        try {
            circle.gates().pass(operation, Gate.Place.BEFORE_EXECUTION);
            response = recorded(request, withCommonHeaders(executeUnderFaults(operation, request)));
            circle.gates().pass(operation, Gate.Place.BEFORE_RESPONSE);
            return response;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return response.withSender(ResponseSender.CLOSE);
        }
    }

    private SandboxResponse executeUnderFaults(Operation operation, SandboxRequest request)
            throws InterruptedException {
        Optional<Fault> fault = circle.faults().take(operation);
        return fault.isPresent()
                ? fault.get().apply(new FaultContext(operation, request))
                : execute(operation, request, UnaryOperator.identity());
    }

    /**
     * Executes a request.
     *
     * @param substitute replaces the member that the request names
     */
    private SandboxResponse execute(Operation operation, SandboxRequest request, UnaryOperator<Person> substitute) {
        try {
            if (operation == Operation.DOCUMENTED) {
                return documented(request, substitute);
            }
            return switch (operation.api) {
                case AUTH -> authApi.handle(operation, request, substitute);
                case MEMBER -> memberApi.handle(operation, request, substitute);
                case CABLE -> cableHandshake.handle(request, substitute);
            };
        } catch (Refusal.RefusedException e) {
            return e.refusal.toResponse(operation);
        }
    }

    /** Responds with a documented example, to whom the API's own operations would respond. */
    private SandboxResponse documented(SandboxRequest request, UnaryOperator<Person> substitute) {
        SandboxResponse example = circle.documentation()
                .endpoint(request, Operation.of(request))
                .orElseThrow(Refusal.PATH_NOT_FOUND::exception)
                .response();
        if (request.path().startsWith(Operation.Api.AUTH.prefix)) {
            authApi.checkApplication(request);
            return example;
        }
        return example.withMember(accessTokens.member(request, substitute).communityMemberId());
    }

    private Person nextAfter(Person person) {
        List<Person> all = circle.people();
        return all.get((all.indexOf(person) + 1) % all.size());
    }

    private SandboxResponse withCommonHeaders(SandboxResponse response) {
        return response.withHeader("x-request-id", circle.tokenGenerator().uuid())
                .withHeader("date", Timestamps.httpDate(circle.clock().instant()));
    }

    private SandboxResponse recorded(SandboxRequest request, SandboxResponse response) {
        circle.audit()
                .add(new Audit.CallRecord(
                        circle.clock().instant(),
                        request.method(),
                        request.path(),
                        response.status(),
                        response.communityMemberId(),
                        response.refusal(),
                        response.headers().containsKey(DocumentedApi.MARK)));
        return response;
    }

    private final class FaultContext implements Fault.Context {

        private final Operation operation;
        private final SandboxRequest request;

        FaultContext(Operation operation, SandboxRequest request) {
            this.operation = operation;
            this.request = request;
        }

        @Override
        public SandboxResponse execute() {
            return RequestHandler.this.execute(operation, request, UnaryOperator.identity());
        }

        @Override
        public SandboxResponse executeForAnotherMember() {
            return RequestHandler.this.execute(operation, request, RequestHandler.this::nextAfter);
        }

        @Override
        public SandboxResponse refuse(Refusal refusal) {
            return refusal.toResponse(operation);
        }

        @Override
        public Switches switches() {
            return circle.switches();
        }

        @Override
        public MovableClock clock() {
            return circle.clock();
        }
    }
}
