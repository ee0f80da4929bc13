package io.github.circleauth.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnectionFactory;
import org.apache.hc.core5.http.impl.io.HttpService;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.HttpServerConnection;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.io.support.BasicHttpServerExpectationDecorator;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.ResponseContent;

/**
 * An HTTP server: HttpCore's protocol implementation on threads of its own. HttpCore's own
 * server has no way to name its threads, and doesn't wait for their end when it is closed. Both matter inside other
 * servers.
 */
final class HttpServer implements AutoCloseable {

    /** Handles a request received over a connection. */
    @FunctionalInterface
    interface Handler {
        void handle(ClassicHttpRequest request, Socket socket, HttpServerRequestHandler.ResponseTrigger trigger)
                throws IOException, HttpException;
    }

    private static final HttpConnectionFactory<? extends HttpServerConnection> CONNECTIONS =
            DefaultBHttpServerConnectionFactory.builder()
                    .http1Config(Http1Config.custom()
                            .setMaxLineLength(64 * 1024)
                            .setMaxHeaderCount(200)
                            .build())
                    .build();
    /** Without HttpCore's rules for closing connections: Circle doesn't close one after a 400 or a 503. */
    private static final HttpProcessor PROCESSOR =
            HttpProcessorBuilder.create().add(new ResponseContent()).build();

    private static final int IDLE_MILLIS = 300_000;

    private final ServerSocket serverSocket;
    private final Handler handler;
    private final Thread listener;
    /**
     * The running connections. An ended one is removed when the next one is accepted, not by its own thread, so that
     * {@link #close()} joins each thread until its end.
     */
    private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();

    private final AtomicInteger connectionCount = new AtomicInteger();
    private volatile boolean closing;

    HttpServer(InetSocketAddress address, Handler handler) throws IOException {
        this.handler = handler;
        // The sockets of channels: a WebSocket needs the channel of its connection.
        this.serverSocket = ServerSocketChannel.open().socket();
        try {
            serverSocket.setReuseAddress(true);
            serverSocket.bind(address, 128);
        } catch (IOException e) {
            serverSocket.close();
            throw e;
        }
        this.listener = thread("listener-" + port(), this::listen);
        listener.start();
    }

    int port() {
        return serverSocket.getLocalPort();
    }

    /** Closes all connections. Returns when all threads have ended. */
    @Override
    public void close() {
        closing = true;
        closeQuietly(serverSocket);
        join(listener);
        connections.forEach((socket, thread) -> {
            // The interrupt ends waiting at a gate, closing the socket ends waiting for bytes.
            thread.interrupt();
            closeQuietly(socket);
            join(thread);
        });
    }

    private void listen() {
        while (!closing) {
            try {
                Socket socket = serverSocket.accept();
                connections.values().removeIf(thread -> !thread.isAlive());
                Thread thread = thread("connection-" + connectionCount.incrementAndGet(), () -> serve(socket));
                connections.put(socket, thread);
                thread.start();
            } catch (IOException e) {
                // This server was closed, or the client closed the connection before it was accepted.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(IDLE_MILLIS);
            HttpService service = new HttpService(PROCESSOR, handlerFor(socket));
            try (HttpServerConnection connection = CONNECTIONS.createConnection(socket)) {
                while (!closing && connection.isOpen()) {
                    service.handleRequest(connection, HttpCoreContext.create());
                }
            }
        } catch (IOException | HttpException e) {
            // The client or a fault closed the connection, so no response is possible.
        }
    }

    private HttpServerRequestHandler handlerFor(Socket socket) {
        return new BasicHttpServerExpectationDecorator((request, trigger, context) -> {
            handler.handle(request, socket, trigger);
            if (socket.isClosed()) {
                throw new ConnectionClosedException();
            }
        });
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, "circle-auth-sandbox-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // A failed close can't be repaired.
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
