package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A socket to a sandbox that reads responses byte by byte. */
final class RawConnection implements AutoCloseable {

    private static final String REQUEST = "POST /api/v1/headless/auth_token HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Authorization: Bearer sandbox-app-token\r\nContent-Type: application/json\r\nContent-Length: 28\r\n\r\n"
            + "{\"community_member_id\":1001}";

    final InputStream in;
    private final Socket socket;

    RawConnection(Sandbox sandbox) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.uri().getPort());
        // Only a failing test waits this long: the timeout ends it.
        socket.setSoTimeout(20_000);
        in = socket.getInputStream();
    }

    /** Returns a connection on which tokens for Ada have been requested. */
    static RawConnection requestingTokens(Sandbox sandbox) throws IOException {
        RawConnection connection = new RawConnection(sandbox);
        connection.send(REQUEST);
        return connection;
    }

    void send(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads the status line and the headers of a response. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the byte after " + head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    /** Reads the body, whose length is in the head. */
    byte[] body(String head) throws IOException {
        int length = head.lines()
                .filter(line -> line.startsWith("content-length: ") || line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .sum();
        return in.readNBytes(length);
    }

    JsonObject json() throws IOException {
        return Json.parseObject(body(head()));
    }

    /** Reads all bytes until the connection is closed. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
