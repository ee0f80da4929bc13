package io.github.circleauth.http;

import io.github.circleauth.http.CircleTransport.NoResponse.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/**
 * A transport to a stand-in.
 *
 * @param standIn the stand-in
 */
record StandInTransport(CircleStandIn standIn) implements CircleTransport {

    @Override
    public CircleResponse send(Request request) throws NoResponse {
        CircleStandIn.Response response = standIn.respond(
                        new CircleStandIn.Request(request.method(), request.path(), request.bearer(), body(request)))
                .orElseThrow(() -> new NoResponse(Stage.UNCONNECTED, "the stand-in for Circle is unreachable"));
        return new CircleResponse(
                response.status(),
                response.headers(),
                List.of(),
                response.body().length,
                new ByteArrayInputStream(response.body()),
                request.bearer(),
                () -> {});
    }

    private static byte[] body(Request request) throws NoResponse {
        RequestBody body = request.body();
        if (body == null) {
            return new byte[0];
        }
        try {
            return body.open().readAllBytes();
        } catch (IOException unreadable) {
            throw NoResponse.ofOurs(Stage.UNSENT, "its body can't be read");
        }
    }
}
