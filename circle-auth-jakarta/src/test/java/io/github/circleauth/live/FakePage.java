package io.github.circleauth.live;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A page at the other end of a socket, which reads at once, or when the test says so. */
final class FakePage implements PageTransport {

    final List<String> texts = new ArrayList<>();
    final List<Close> closes = new ArrayList<>();
    int pings;
    boolean reads = true;
    Runnable whenClosed = () -> {};

    private @Nullable Consumer<Boolean> unread;

    @Override
    public void send(String text, Consumer<Boolean> sent) {
        if (unread != null) {
            throw new IllegalStateException("The former text is still being sent.");
        }
        texts.add(text);
        if (reads) {
            sent.accept(true);
        } else {
            unread = sent;
        }
    }

    /** Has the page read the one text that is being sent. */
    void read() {
        Consumer<Boolean> sent = unread;
        unread = null;
        if (sent != null) {
            sent.accept(true);
        }
    }

    /** Breaks the connection under the text that is being sent. */
    void breakOff() {
        Consumer<Boolean> sent = unread;
        unread = null;
        if (sent != null) {
            sent.accept(false);
        }
    }

    @Override
    public void ping() {
        pings++;
    }

    @Override
    public void close(Close reason) {
        closes.add(reason);
        whenClosed.run();
    }

    /** Returns the texts since the last call. */
    List<String> received() {
        List<String> received = List.copyOf(texts);
        texts.clear();
        return received;
    }
}
