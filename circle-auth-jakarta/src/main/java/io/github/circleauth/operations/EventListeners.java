package io.github.circleauth.operations;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.log.LineLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Passes each event on to the listeners of one deployment, in the order in which they were added, on the thread of the event.
 * Thread-safe.
 */
public final class EventListeners implements Consumer<CircleEvent> {

    private static final Logger LOG = System.getLogger(EventListeners.class.getName());

    private final List<Consumer<CircleEvent>> listeners = new CopyOnWriteArrayList<>();
    private final LineLimit failures = new LineLimit(1, System::nanoTime);

    /** Adds a listener. It must not wait: the thread may be that of a request, or of a container that ends a session. */
    public void add(Consumer<CircleEvent> listener) {
        listeners.add(listener);
    }

    @Override
    public void accept(CircleEvent event) {
        for (Consumer<CircleEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException | Error failed) {
                // The caller must go on: the tokens of a lease that has ended must become due.
                String end = failures.endOfLine();
                if (end != null) {
                    LOG.log(
                            Level.ERROR,
                            "CIRCLE-0026: A class of circle-auth that observes its events failed; tokens are not concerned. It is "
                                    + listener.getClass().getName() + ", the event a "
                                    + event.getClass().getSimpleName() + "." + end,
                            failed);
                }
            }
        }
    }
}
