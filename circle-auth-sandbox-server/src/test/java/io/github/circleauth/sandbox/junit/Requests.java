package io.github.circleauth.sandbox.junit;

import io.github.circleauth.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Requests to a sandbox over HTTP. */
final class Requests {

    static final Duration TIME = Duration.ofSeconds(20);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Requests() {}

    /** Obtains tokens for member 1001. Returns the status. */
    static int obtain(Sandbox sandbox) {
        HttpRequest request = HttpRequest.newBuilder(sandbox.uri().resolve("/api/v1/headless/auth_token"))
                .header("Authorization", "Bearer " + sandbox.circle().apiToken())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"community_member_id\":1001}"))
                .build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean canConnectTo(URI uri) {
        try (Socket connected = new Socket(uri.getHost(), uri.getPort())) {
            return connected.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
