package io.github.circleauth.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/**
 * Receives a request's body without a thread that waits for the page (Jakarta Servlet 6.0, 3.7).
 *
 * <p>A request that is given up stays open until the page has sent the rest, which is dropped, or disconnects: to complete it
 * earlier, a container waits for the rest on a thread.
 */
final class PageReader implements ReadListener {

    private static final int CHUNK = 8 * 1024;

    /** The end of a body. */
    interface End {

        /**
         * Continues when the whole body has arrived.
         *
         * @param isInTime false if it was given up before
         */
        void received(boolean isInTime);

        /** Ends the exchange: the page has disconnected before the whole body had arrived. */
        void disconnected();
    }

    private final ServletInputStream in;
    private final ReceivedBody body;
    private final long maxBytes;
    private final End end;
    private final byte[] chunk = new byte[CHUNK];

    // Guarded by this; nothing of the container's runs under the lock.
    private boolean isReceived;
    private boolean isGivenUp;

    /**
     * Creates a reader.
     *
     * @param maxBytes after more bytes than these the rest is dropped
     */
    PageReader(ServletInputStream in, ReceivedBody body, long maxBytes, End end) {
        this.in = in;
        this.body = body;
        this.maxBytes = maxBytes;
        this.end = end;
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (in.isReady()) {
            int read = in.read(chunk);
            if (read < 0) {
                return;
            }
            add(read);
        }
    }

    private synchronized void add(int count) throws IOException {
        if (!isGivenUp && body.length() <= maxBytes) {
            body.add(chunk, count);
        }
    }

    @Override
    public void onAllDataRead() {
        end.received(isInTime());
    }

    private synchronized boolean isInTime() {
        isReceived = true;
        return !isGivenUp;
    }

    @Override
    public void onError(Throwable disconnected) {
        // After that, the response's own listener learns of it, and nothing else may complete the exchange.
        if (!isReceived()) {
            end.disconnected();
        }
    }

    private synchronized boolean isReceived() {
        return isReceived;
    }

    /** Gives the request up, unless it has been received. Returns whether it is given up. */
    synchronized boolean giveUp() {
        if (!isReceived) {
            isGivenUp = true;
            body.close();
        }
        return isGivenUp;
    }
}
