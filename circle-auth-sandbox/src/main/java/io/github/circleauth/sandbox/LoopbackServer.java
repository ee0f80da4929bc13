package io.github.circleauth.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
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
 * HttpCore's HTTP on the loopback address, on threads of our own. HttpCore has a whole server too, but one that neither
 * says what its threads are called nor ends with all of them gone, and this runs inside other servers.
 */
final class LoopbackServer implements AutoCloseable {

    /** What is done with a request that came over a connection. */
    @FunctionalInterface
    interface Handler {
        void handle(ClassicHttpRequest request, Socket socket, HttpServerRequestHandler.ResponseTrigger trigger)
                throws IOException, HttpException;
    }

    private static final HttpConnectionFactory<? extends HttpServerConnection> CONNECTIONS =
            DefaultBHttpServerConnectionFactory.builder().build();
    /** Without HttpCore's rules on when to hang up: Circle doesn't hang up after a 400 or a 503. */
    private static final HttpProcessor PROCESSOR =
            HttpProcessorBuilder.create().add(new ResponseContent()).build();

    private static final int IDLE_MILLIS = 300_000;

    private final ServerSocket listening;
    private final Handler handler;
    private final Thread listener;
    /** Those that ended are struck out when the next one comes: only so does closing see the last moments of each. */
    private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();

    private final AtomicInteger connectionsMade = new AtomicInteger();
    private volatile boolean closing;

    LoopbackServer(int port, Handler handler) throws IOException {
        this.handler = handler;
        this.listening = new ServerSocket();
        try {
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        } catch (IOException e) {
            listening.close();
            throw e;
        }
        this.listener = thread("listener-" + port(), this::listen);
        listener.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Closes every connection and returns when the last thread has ended. */
    @Override
    public void close() {
        closing = true;
        closeQuietly(listening);
        ended(listener);
        connections.forEach((socket, thread) -> {
            // The interrupt is for those who wait at a gate, the closing for those who wait for bytes.
            thread.interrupt();
            closeQuietly(socket);
            ended(thread);
        });
    }

    private void listen() {
        while (!closing) {
            try {
                Socket socket = listening.accept();
                connections.values().removeIf(thread -> !thread.isAlive());
                Thread thread = thread("connection-" + connectionsMade.incrementAndGet(), () -> serve(socket));
                connections.put(socket, thread);
                thread.start();
            } catch (IOException e) {
                // Closed by us, or the connection was gone before it was ours.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(IDLE_MILLIS);
            HttpService service = new HttpService(PROCESSOR, onSocket(socket));
            try (HttpServerConnection connection = CONNECTIONS.createConnection(socket)) {
                while (!closing && connection.isOpen()) {
                    service.handleRequest(connection, HttpCoreContext.create());
                }
            }
        } catch (IOException | HttpException e) {
            // The other side went away, or a fault had us go: nobody is left to tell.
        }
    }

    private HttpServerRequestHandler onSocket(Socket socket) {
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

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is as closed as it will be.
        }
    }

    private static void ended(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
