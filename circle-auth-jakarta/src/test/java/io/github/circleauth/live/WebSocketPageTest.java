package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.live.PageTransport.Close;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The calls of the container for a page's socket, and their order. */
@Timeout(60)
class WebSocketPageTest {

    /**
     * Comes after the close. Payara looks at the idle time after each text, also where none is set: a time that is set at that
     * moment has passed for it, and it closes the socket with a code of its own.
     */
    private static final String IDLE = "idle 5000";

    private final List<String> calls = new ArrayList<>();
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final List<Boolean> sent = new ArrayList<>();
    private Runnable whileSending = () -> {};

    private final RemoteEndpoint.Async remote = stub(RemoteEndpoint.Async.class, (method, arguments) -> {
        switch (method) {
            case "sendText" -> {
                calls.add("text " + arguments[0]);
                whileSending.run();
                ((SendHandler) arguments[1]).onResult(new SendResult());
            }
            case "sendPing" -> calls.add("ping");
            default -> {}
        }
        return null;
    });
    private final Session session = stub(Session.class, (method, arguments) -> {
        if (method.equals("close")) {
            calls.add("close " + ((CloseReason) arguments[0]).getCloseCode().getCode());
        } else if (method.equals("setMaxIdleTimeout")) {
            calls.add("idle " + arguments[0]);
        }
        return method.equals("getAsyncRemote") ? remote : null;
    });
    private final WebSocketPage page = new WebSocketPage(session, PageLimits.STANDARD, closing::add);

    private interface Behaviour {
        Object of(String method, Object[] arguments);
    }

    private static <T> T stub(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> behaviour.of(method.getName(), arguments)));
    }

    @Test
    void theContainersCloseWaitsForTheTextUnderWayAndNothingIsSentAfterIt() throws Exception {
        Thread container = new Thread(page::closed);
        whileSending = () -> {
            container.start();
            while (container.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
        };
        page.send("one", sent::add);
        container.join();

        page.send("two", sent::add);
        page.ping();

        assertThat(calls).containsExactly("text one");
        assertThat(sent).containsExactly(true, false);
    }

    @Test
    void aSocketIsClosedOnceAndOnTheThreadsForThatAlone() {
        page.close(Close.TRY_AGAIN_LATER);
        page.close(Close.POLICY_VIOLATION);
        assertThat(calls).isEmpty();

        closing.forEach(Runnable::run);

        assertThat(calls).containsExactly("close 1013", IDLE);
    }

    @Test
    void afterItsCloseNothingIsSent() {
        page.close(Close.POLICY_VIOLATION);
        page.send("still open", sent::add);
        closing.forEach(Runnable::run);

        page.send("late", sent::add);
        page.ping();

        assertThat(calls).containsExactly("text still open", "close 1008", IDLE);
        assertThat(sent).containsExactly(true, false);
    }

    @Test
    void aSocketThatTheContainerHasClosedIsNotClosedAgain() {
        page.close(Close.POLICY_VIOLATION);
        page.closed();

        closing.forEach(Runnable::run);

        assertThat(calls).isEmpty();
    }

    @Test
    void theContainerClosesTheSocketsOfAnApplicationThatHasEnded() {
        WebSocketPage late = new WebSocketPage(session, PageLimits.STANDARD, task -> {
            throw new RejectedExecutionException();
        });

        late.close(Close.SERVICE_RESTART);

        assertThat(calls).isEmpty();
    }
}
