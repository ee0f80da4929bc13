package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.http.WebSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The texts that wait while Circle does not read. */
class JdkConnectionTest {

    private final HeardTexts listener = new HeardTexts();
    private final List<String> sent = new ArrayList<>();
    private final Deque<CompletableFuture<WebSocket>> sending = new ArrayDeque<>();
    private final List<String> otherCalls = new ArrayList<>();
    private final WebSocket socket = (WebSocket) Proxy.newProxyInstance(
            WebSocket.class.getClassLoader(), new Class<?>[] {WebSocket.class}, (proxy, method, arguments) -> {
                if (!method.getName().equals("sendText")) {
                    otherCalls.add(method.getName());
                    return null;
                }
                sent.add(arguments[0].toString());
                sending.add(new CompletableFuture<>());
                return sending.getLast();
            });
    private final JdkConnection connection = new JdkConnection(listener, ended -> {});

    @Test
    void aCircleThatDoesNotReadIsLostWhenTooManyTextsWait() {
        connection.onOpen(socket);
        for (int i = 0; i < JdkConnection.MAX_UNSENT; i++) {
            connection.send("text " + i);
        }
        assertThat(sent).as("one at a time").containsExactly("text 0");
        sending.remove().complete(socket);
        connection.send("in its place");
        assertThat(listener.heard).isEmpty();

        connection.send("too much");

        assertThat(listener.heard).containsExactly("LOST: Circle does not read what is sent");
        assertThat(otherCalls).containsExactly("request", "abort");
        connection.send("after the end");
        assertThat(listener.heard).hasSize(1);
    }

    @Test
    void aTextThatCanNotBeSentEndsTheConnectionOnce() {
        connection.onOpen(socket);
        connection.send("one");
        connection.send("two");

        sending.remove().completeExceptionally(new IllegalStateException("simulated"));

        assertThat(listener.heard).containsExactly("LOST: a text could not be sent");
        assertThat(sent).containsExactly("one");
    }
}
