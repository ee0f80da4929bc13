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
 * A {@link Circle} behind HTTP, on the loopback address only: Circle's two APIs, a console for people at {@code /}, and
 * a control face for programs under {@code /_sandbox/}.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.start()) {
 *     // point the client under test at sandbox.uri() with sandbox.circle().apiToken()
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {

    private static final int LARGEST_BODY = 1 << 20;

    private final Circle circle;
    private final Control control;
    private final LoopbackServer server;

    private Sandbox(Circle circle, int port) throws IOException {
        this.circle = circle;
        this.control = new Control(circle);
        this.server = new LoopbackServer(port, this::handle);
    }

    /** A sandbox with a usual {@link Circle} on a port that is free. */
    public static Sandbox start() {
        return start(Circle.builder().build(), 0);
    }

    /**
     * A sandbox on a port of your choice; 0 takes one that is free.
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

    /** Where the sandbox is: {@code http://127.0.0.1:port}, what a client's base URL must be. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    public Circle circle() {
        return circle;
    }

    /** Short for {@code circle().audit()}. */
    public Audit audit() {
        return circle.audit();
    }

    /** Closes every connection, calls held at a gate included; when it returns, no thread of the sandbox is left. */
    @Override
    public void close() {
        server.close();
    }

    private void handle(ClassicHttpRequest request, Socket socket, ResponseTrigger trigger)
            throws IOException, HttpException {
        Call call = call(request);
        Answer answer = Control.isFor(call) ? control.answer(call) : circle.answer(call);
        try {
            answer.manner().send(answer, new Wire(socket, trigger, circle.settling()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            socket.close();
        }
    }

    private static Call call(ClassicHttpRequest request) throws IOException {
        String target = request.getPath();
        int mark = target.indexOf('?');
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : request.getHeaders()) {
            headers.merge(header.getName(), header.getValue(), (one, two) -> one + ", " + two);
        }
        if (request.getAuthority() != null) {
            headers.putIfAbsent("host", request.getAuthority().toString());
        }
        HttpEntity entity = request.getEntity();
        byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity, LARGEST_BODY);
        return new Call(
                request.getMethod(),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                headers,
                body);
    }
}
