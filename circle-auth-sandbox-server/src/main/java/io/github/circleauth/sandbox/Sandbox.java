package io.github.circleauth.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpServerRequestHandler.ResponseTrigger;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * A {@link Circle} served over HTTP, on the loopback address only: Circle's two APIs, a console at {@code /}, and a
 * control API under {@code /_sandbox/}.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.start()) {
 *     // point the client under test at sandbox.uri() with sandbox.circle().apiToken()
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {

    private static final int MAX_BODY_BYTES = 1 << 20;

    private static final SandboxResponse TOO_LARGE = SandboxResponse.of(
                    413,
                    Json.object()
                            .add("message", "The body is longer than " + MAX_BODY_BYTES + " bytes.")
                            .build())
            .withSender(ResponseSender.LAST);

    private final Circle circle;
    private final ControlApi control;
    private final LoopbackServer server;

    private Sandbox(Circle circle, int port) throws IOException {
        this.circle = circle;
        this.control = new ControlApi(circle);
        this.server = new LoopbackServer(port, this::handle);
    }

    /** Starts a sandbox with a default {@link Circle} on a free port. */
    public static Sandbox start() {
        return start(Circle.builder().build(), 0);
    }

    /**
     * Starts a sandbox on the given port. Port 0 takes a free port.
     *
     * @throws IllegalStateException if the port is in use
     */
    public static Sandbox start(Circle circle, int port) {
        try {
            return new Sandbox(circle, port);
        } catch (BindException e) {
            throw new IllegalStateException(
                    "The sandbox can't listen on port " + port + ": it is in use or not allowed. Choose another, or 0.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox can't listen on port " + port, e);
        }
    }

    /** The base URL for clients: {@code http://127.0.0.1:port}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** The circle that this sandbox serves. */
    public Circle circle() {
        return circle;
    }

    /** Returns {@code circle().audit()}. */
    public Audit audit() {
        return circle.audit();
    }

    /**
     * Closes all connections, including those of requests held at a gate. Returns when all threads of the sandbox have
     * ended.
     */
    @Override
    public void close() {
        server.close();
    }

    private void handle(ClassicHttpRequest received, Socket socket, ResponseTrigger trigger)
            throws IOException, HttpException {
        SandboxRequest request = toSandboxRequest(received);
        SandboxResponse response = request.body().length > MAX_BODY_BYTES
                ? TOO_LARGE
                : ControlApi.isFor(request) ? control.handle(request) : circle.handle(request);
        try {
            response.sender().send(response, new ClientConnection(socket, trigger, circle.deliveries()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            socket.close();
        }
    }

    private static SandboxRequest toSandboxRequest(ClassicHttpRequest received) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : received.getHeaders()) {
            headers.merge(header.getName(), header.getValue(), (one, two) -> one + ", " + two);
        }
        if (received.getAuthority() != null) {
            headers.putIfAbsent("host", received.getAuthority().toString());
        }
        HttpEntity entity = received.getEntity();
        byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity, MAX_BODY_BYTES + 1);
        return SandboxRequest.of(received.getMethod(), received.getPath(), headers, body);
    }
}
