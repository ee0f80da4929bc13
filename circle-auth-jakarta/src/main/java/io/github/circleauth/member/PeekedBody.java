package io.github.circleauth.member;

import io.github.circleauth.http.ErrorResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A body of the JDK's client whose start is read ahead: up to its end, to the length of an error envelope, or until
 * {@link #stopPeeking()}. After that a reader can have all of it, from its first byte, and then the rest as it arrives.
 */
final class PeekedBody implements BodySubscriber<PeekedBody>, Subscription {

    private final CompletableFuture<PeekedBody> peeked = new CompletableFuture<>();
    private final Queue<List<ByteBuffer>> unread = new ConcurrentLinkedQueue<>();
    private final AtomicLong requestedByReader = new AtomicLong();
    private final AtomicLong requestedFromSource = new AtomicLong(1);
    private final AtomicInteger pendingDeliveries = new AtomicInteger();

    private volatile @Nullable Subscription source;
    private volatile @Nullable Subscriber<List<ByteBuffer>> reader;
    private volatile @Nullable Throwable failure;
    private volatile boolean ended;
    private volatile boolean complete;
    private int length;

    /** Completes when peeking ends. */
    @Override
    public CompletionStage<PeekedBody> getBody() {
        return peeked;
    }

    /** Ends peeking, whatever has arrived. Completes on another thread, since the caller may be a timer's only one. */
    void stopPeeking() {
        peeked.completeAsync(() -> this);
    }

    /** Returns the whole body, or null if peeking ended before the body did. */
    byte @Nullable [] bytes() {
        if (!complete) {
            return null;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        unread.forEach(part -> part.forEach(buffer -> all.put(buffer.duplicate())));
        return all.array();
    }

    /** Delivers the body to a reader. */
    <T> CompletionStage<T> deliverTo(BodySubscriber<T> subscriber) {
        subscriber.onSubscribe(this);
        reader = subscriber;
        deliver();
        return subscriber.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        requestedFromSource.decrementAndGet();
        unread.add(part);
        if (peeked.isDone()) {
            deliver();
            return;
        }
        length += part.stream().mapToInt(ByteBuffer::remaining).sum();
        if (length > ErrorResponse.MAX_ENVELOPE) {
            peeked.complete(this);
        } else {
            requestFromSource(1);
        }
    }

    @Override
    public void onComplete() {
        complete = !peeked.isDone();
        ended = true;
        peeked.complete(this);
        deliver();
    }

    @Override
    public void onError(Throwable brokenOff) {
        failure = brokenOff;
        ended = true;
        peeked.completeExceptionally(brokenOff);
        deliver();
    }

    @Override
    public void request(long count) {
        if (count > 0) {
            requestedByReader.updateAndGet(
                    before -> before + count < 0 ? Long.MAX_VALUE : before + count); // "Unlimited" stays so.
            deliver();
        } else {
            requestFromSource(count); // The client reports the reader's mistake.
        }
    }

    @Override
    public void cancel() {
        Subscription from = source;
        if (from != null) {
            from.cancel();
        }
    }

    private void requestFromSource(long count) {
        Subscription from = source;
        if (from != null) {
            requestedFromSource.addAndGet(count);
            from.request(count);
        }
    }

    /** Delivers what the reader has requested. A call during another one only makes that one go round again. */
    private void deliver() {
        if (pendingDeliveries.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            Subscriber<List<ByteBuffer>> to = reader;
            if (to != null) {
                deliver(to);
            }
            seen = pendingDeliveries.addAndGet(-seen);
        } while (seen != 0);
    }

    private void deliver(Subscriber<List<ByteBuffer>> to) {
        List<ByteBuffer> part;
        while (requestedByReader.get() > 0 && (part = unread.poll()) != null) {
            requestedByReader.decrementAndGet();
            to.onNext(part);
        }
        if (ended && unread.isEmpty()) {
            reader = null;
            Throwable brokenOff = failure;
            if (brokenOff == null) {
                to.onComplete();
            } else {
                to.onError(brokenOff);
            }
        } else if (requestedByReader.get() > requestedFromSource.get()) {
            requestFromSource(requestedByReader.get() - requestedFromSource.get());
        }
    }
}
