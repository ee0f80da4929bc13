package io.github.circleauth.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.HttpServerRequestHandler.ResponseTrigger;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * A {@link Circle} served over HTTP, on the loopback address unless another one is named: Circle's two APIs, its
 * real-time channel at {@code /cable}, a console at
 * {@code /}, and a control API under {@code /_sandbox/}.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.start()) {
 *     // point the client under test at sandbox.uri() with sandbox.circle().apiToken()
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Sandbox.class.getName());
    private static final int MAX_BODY_BYTES = 1 << 20;

    private static final SandboxResponse TOO_LARGE = SandboxResponse.of(
                    413,
                    Json.object()
                            .add("message", "The body is longer than " + MAX_BODY_BYTES + " bytes.")
                            .build())
            .withSender(ResponseSender.LAST);

    private final Circle circle;
    private final ControlApi control;
    private final ListenAddress address;
    private final HttpServer server;

    private Sandbox(Circle circle, ListenAddress address, int port) throws IOException {
        this.circle = circle;
        this.address = address;
        this.control = new ControlApi(circle, address);
        this.server = new HttpServer(new InetSocketAddress(address.address(), port), this::handle);
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
        return start(circle, ListenAddress.LOOPBACK, port);
    }

    /**
     * Starts a sandbox that other machines can reach, such as containers, and logs a warning: whoever reaches it can
     * control it.
     *
     * @param address the host name or IP address of this machine to listen on; {@code 0.0.0.0} is all of them
     * @throws IllegalArgumentException if it is no address of this machine
     * @throws IllegalStateException if the port is in use
     */
    public static Sandbox start(Circle circle, String address, int port) {
        Sandbox started = start(circle, ListenAddress.of(address), port);
        started.warning().ifPresent(warning -> LOG.log(Level.WARNING, warning));
        return started;
    }

    static Sandbox start(Circle circle, ListenAddress address, int port) {
        try {
            return new Sandbox(circle, address, port);
        } catch (BindException e) {
            throw new IllegalStateException(
                    "The sandbox can't listen on " + (address.isLoopback() ? "" : address.host() + ", ") + "port "
                            + port + ": it is in use or not allowed. Choose another, or 0.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox can't listen on port " + port, e);
        }
    }

    /** The base URL for clients: {@code http://127.0.0.1:port}, or with the address that this sandbox listens on. */
    public URI uri() {
        return URI.create("http://" + address.inUri() + ":" + server.port());
    }

    /** Returns what to tell the operator, if other machines can reach this sandbox. */
    Optional<String> warning() {
        return address.isLoopback()
                ? Optional.empty()
                : Optional.of("The sandbox listens on " + address.host() + ", port " + server.port()
                        + ", for other machines too. Anybody who reaches it can use its console and its control API, and with"
                        + " the app token gets tokens of all members. Use it in a test network only.");
    }

    /** The circle that this sandbox serves. */
    public Circle circle() {
        return circle;
    }

    /** Returns {@code circle().audit()}. */
    public Audit audit() {
        return circle.audit();
    }

    /** Returns {@code circle().cable()}. */
    public Cable cable() {
        return circle.cable();
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
