package io.github.circleauth.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The asynchronous processing of a request. */
final class StubAsync {

    private final CountDownLatch completed = new CountDownLatch(1);
    private final List<AsyncListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean returned;

    /** The service method has returned to the container. */
    void returned() {
        returned = true;
    }

    AsyncContext context() {
        return (AsyncContext) Proxy.newProxyInstance(
                StubAsync.class.getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "setTimeout" -> {
                            if (returned) {
                                throw new IllegalStateException("The service method has returned.");
                            }
                        }
                        case "addListener" -> listeners.add((AsyncListener) args[0]);
                        case "start" -> new Thread((Runnable) args[0]).start();
                        case "complete" -> complete();
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }

    private void complete() throws IOException {
        for (AsyncListener told : listeners) {
            told.onComplete(null);
        }
        completed.countDown();
    }

    boolean isComplete() {
        return completed.getCount() == 0;
    }

    void await() {
        try {
            if (!completed.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("The request was not completed.");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
