package io.github.circleauth.live;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener to a connection that keeps what it is told. */
final class HeardTexts implements Upstream.Listener {

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public void received(String text) {
        heard.add(text);
    }

    @Override
    public void ended(Upstream.UpstreamEnd end, String detail) {
        heard.add(end + ": " + detail);
    }

    /** Waits for the next text or the end. */
    String next() throws InterruptedException {
        return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    }
}
