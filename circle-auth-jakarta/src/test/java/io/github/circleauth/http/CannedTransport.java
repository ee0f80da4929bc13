package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.http.TokenRequest.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A transport of prepared responses, which records the requests. The last response is repeated. */
final class CannedTransport implements CircleTransport {

    final List<Request> requests = new ArrayList<>();
    private final Deque<CannedResponse> responses = new ArrayDeque<>();

    /** If set, the failure of every request. */
    @Nullable NoResponse failure;

    CannedTransport(CannedResponse... responses) {
        this.responses.addAll(List.of(responses));
    }

    @Override
    public CircleResponse send(Request request) throws NoResponse {
        requests.add(request);
        if (failure != null) {
            throw failure;
        }
        CannedResponse next = responses.size() > 1 ? responses.remove() : responses.element();
        return next.to(request);
    }

    /** Returns the operations of the requests. */
    List<Operation> operations() {
        return requests.stream().map(CannedTransport::operation).toList();
    }

    static Operation operation(Request request) {
        return Stream.of(Operation.values())
                .filter(operation -> operation.path().equals(request.path()))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the body of a request. */
    static String body(Request request) {
        return new String(((RequestBody.Bytes) request.body()).bytes(), UTF_8);
    }

    /** Returns a client over this transport. */
    HttpCircleAuthClient client() {
        return new HttpCircleAuthClient(builder().build());
    }

    CircleHttpBuilder builder() {
        return CircleHttp.builder()
                .apiToken(Samples.APP_TOKEN)
                .clock(Samples.CLOCK)
                .ticker(new ManualTicker())
                .transport(this);
    }
}
