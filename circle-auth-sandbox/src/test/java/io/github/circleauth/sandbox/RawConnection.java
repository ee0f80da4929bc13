package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A socket to a sandbox, down to the byte, on which Ada's tokens have been asked for. */
final class RawConnection implements AutoCloseable {

    private static final String REQUEST = "POST /api/v1/headless/auth_token HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Authorization: Bearer sandbox-app-token\r\nContent-Type: application/json\r\nContent-Length: 28\r\n\r\n"
            + "{\"community_member_id\":1001}";

    final InputStream in;
    private final Socket socket;

    RawConnection(Sandbox sandbox) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.uri().getPort());
        socket.setSoTimeout(20_000); // Only for a test that fails: it ends then.
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        in = socket.getInputStream();
    }

    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("the byte after " + head).isNotNegative();
            head.append((char) next);
        }
        return head.toString();
    }

    byte[] body(String head) throws IOException {
        int length = head.lines()
                .filter(line -> line.startsWith("content-length: ") || line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .sum();
        return in.readNBytes(length);
    }

    JsonObject json() throws IOException {
        return Json.objectIn(body(head()));
    }

    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
