package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An HTTP proxy that requires a user and a password, and behind it the sandbox with TLS, under a name that the proxy alone
 * resolves. The proxy records each byte that a client sends.
 */
final class CorporateNetwork implements AutoCloseable {

    static final String CIRCLE = "https://app.circle.invalid";

    /** The user "app" and the password "proxy-CANARY". */
    static final String CREDENTIALS = "Proxy-Authorization: Basic YXBwOnByb3h5LUNBTkFSWQ==\r\n";

    private static final String PASSWORD = "changeit";
    private static final Path KEY_STORE = Path.of(System.getProperty("it.work"), "corporate.p12");

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ServerSocket proxy;
    private final ServerSocket circle;

    CorporateNetwork(int sandbox) {
        try {
            proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            circle = tls().getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        accept(proxy, this::serve);
        accept(circle, client -> relay(client, connect(sandbox), false));
    }

    String proxy() {
        return "http://127.0.0.1:" + proxy.getLocalPort();
    }

    /** Returns all bytes that clients have sent. */
    String received() {
        synchronized (received) {
            return received.toString(ISO_8859_1);
        }
    }

    /** Makes the certificate of Circle's name, and returns it as a PEM file. */
    static Path certificate() {
        Path pem = KEY_STORE.resolveSibling("corporate.pem");
        try {
            Files.createDirectories(KEY_STORE.getParent());
            Files.deleteIfExists(KEY_STORE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=corporate", "-ext", "san=dns:app.circle.invalid");
        keytool("-exportcert", "-rfc", "-file", pem.toString());
        return pem;
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "circle", "-keystore", KEY_STORE.toString(), "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext tls() throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(KEY_STORE.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private interface Connection {
        void serve(Socket client) throws IOException;
    }

    private void accept(ServerSocket server, Connection connection) {
        start(() -> {
            try {
                while (true) {
                    Socket client = server.accept();
                    open.add(client);
                    start(() -> {
                        try (client) {
                            connection.serve(client);
                        } catch (IOException brokenOff) {
                            // One side closed the connection.
                        }
                    });
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    private void serve(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
        record(head.toString().getBytes(ISO_8859_1), head.length());
        boolean tunnels =
                head.toString().startsWith("CONNECT app.circle.invalid:443 ") && head.indexOf(CREDENTIALS) > 0;
        String response = tunnels
                ? "HTTP/1.1 200 Connection established\r\n\r\n"
                : "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n"
                        + "Content-Length: 0\r\n\r\n";
        client.getOutputStream().write(response.getBytes(ISO_8859_1));
        if (tunnels) {
            relay(client, connect(circle.getLocalPort()), true);
        }
    }

    private Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        return socket;
    }

    /** Relays both ways until one side closes. */
    private void relay(Socket client, Socket server, boolean recorded) {
        start(() -> copy(server, client, false));
        copy(client, server, recorded);
    }

    private void copy(Socket from, Socket to, boolean recorded) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (recorded) {
                    record(bytes, count);
                }
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException brokenOff) {
            // One side closed the connection.
        }
    }

    private void record(byte[] bytes, int count) {
        synchronized (received) {
            received.write(bytes, 0, count);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "corporate-network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            proxy.close();
            circle.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
