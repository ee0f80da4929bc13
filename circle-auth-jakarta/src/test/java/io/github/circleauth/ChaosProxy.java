package io.github.circleauth;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** A network between a client and a server that harms its connections, in one direction, from one byte on. */
public final class ChaosProxy implements AutoCloseable {

    /** The harm done to a connection. */
    public enum Fault {
        NONE,
        /** One byte at a time arrives, with long pauses. */
        DRIP,
        /** Both ends are closed. */
        CUT,
        /** Both ends are reset. */
        RESET,
        /** The receiver is told that no more comes; its own bytes pass. */
        HALF_CLOSE,
        /** Nothing more arrives, and nobody is told. */
        BLACK_HOLE
    }

    /** The direction that a fault concerns. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /** The harm done to connections that are opened from now on. */
    private record Plan(Fault fault, Direction direction, int after) {}

    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    private final ServerSocket here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final int server;
    private volatile Plan plan = new Plan(Fault.NONE, Direction.TO_CLIENT, 0);

    /**
     * Starts a network.
     *
     * @param server the port of the server
     */
    public ChaosProxy(int server) throws IOException {
        this.server = server;
        start(this::accept);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + here.getLocalPort());
    }

    /**
     * Closes all connections, and harms each that is opened from now on, once so many bytes have passed in a direction.
     */
    public void harm(Fault fault, Direction direction, int after) {
        plan = new Plan(fault, direction, after);
        open.forEach(ChaosProxy::close);
        open.clear();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "chaos-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = here.accept();
                Plan planned = plan;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(client);
                open.add(upstream);
                start(() -> pass(client, upstream, planned, Direction.TO_SERVER));
                start(() -> pass(upstream, client, planned, Direction.TO_CLIENT));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void pass(Socket from, Socket to, Plan plan, Direction direction) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            boolean harmed = plan.direction == direction && plan.fault != Fault.NONE;
            int next = 0;
            for (int passed = 0; (!harmed || passed < plan.after) && (next = in.read()) >= 0; passed++) {
                out.write(next);
            }
            if (harmed && next >= 0) {
                harm(from, to, plan.fault);
            }
            to.shutdownOutput();
        } catch (IOException closed) {
            close(from);
            close(to);
        }
    }

    private static void harm(Socket from, Socket to, Fault fault) throws IOException {
        switch (fault) {
            case NONE -> throw new IllegalArgumentException("no fault");
            case DRIP -> drip(from.getInputStream(), to.getOutputStream());
            case CUT, RESET -> {
                for (Socket end : new Socket[] {to, from}) {
                    end.setSoLinger(fault == Fault.RESET, 0);
                    end.close();
                }
            }
            case HALF_CLOSE -> {
                to.shutdownOutput();
                from.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            case BLACK_HOLE -> from.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    private static void drip(InputStream in, OutputStream out) throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            out.write(next);
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // It was the aim.
        }
    }

    @Override
    public void close() throws IOException {
        here.close();
        open.forEach(ChaosProxy::close);
    }
}
