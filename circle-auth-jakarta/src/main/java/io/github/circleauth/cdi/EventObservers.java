package io.github.circleauth.cdi;

import io.github.circleauth.event.CircleEvent;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The application's observers of one type of event. Each is notified apart: one that throws keeps the event from no other.
 *
 * <p>CDI does so for asynchronous observers alone. A synchronous one that throws ends the notification, and an {@link
 * ObserverMethod} that is notified directly has no {@link EventMetadata} to inject. So the container fires the event, calls the
 * library's observer first, and this notifies the others with the metadata in place, and then ends the notification itself.
 */
final class EventObservers {

    /** The priority of the first observer. Not a lower one: see {@link LastObservers}. */
    static final int FIRST_PRIORITY = -1;

    /** The task of the first observer for the event that this thread fires. */
    private static final ThreadLocal<Consumer<EventMetadata>> FIRST = new ThreadLocal<>();

    /** Ends a notification whose observers have all been notified. */
    private static final class AllNotified extends RuntimeException {

        private static final long serialVersionUID = 1L;

        AllNotified() {
            super("All observers have been notified.", null, false, false);
        }
    }

    private record Context<T>(T event, EventMetadata metadata) implements EventContext<T> {
        @Override
        public T getEvent() {
            return event;
        }

        @Override
        public EventMetadata getMetadata() {
            return metadata;
        }
    }

    private final BeanManager beans;
    private final List<ObserverMethod<? super CircleEvent>> synchronous;
    private final boolean hasAsynchronous;

    private EventObservers(BeanManager beans, List<ObserverMethod<? super CircleEvent>> all) {
        this.beans = beans;
        this.synchronous = all.stream()
                .filter(observer -> !observer.isAsync())
                .sorted(Comparator.comparingInt(ObserverMethod::getPriority))
                .toList();
        this.hasAsynchronous = synchronous.size() < all.size();
    }

    /** Returns the application's observers of an event and of all others of its type. */
    static EventObservers of(CircleEvent event, BeanManager beans) {
        Stream<ObserverMethod<? super CircleEvent>> all = beans.resolveObserverMethods(event).stream();
        return new EventObservers(
                beans,
                all.filter(observer -> observer.getBeanClass() != CircleAuthBeans.class)
                        .toList());
    }

    boolean isEmpty() {
        return synchronous.isEmpty() && !hasAsynchronous;
    }

    /**
     * Notifies the observers on the calling thread.
     *
     * @param failed gets the bean and the failure of an observer that throws
     */
    void notifyOf(CircleEvent event, BiConsumer<String, Throwable> failed) {
        if (!synchronous.isEmpty()) {
            // The container has notified those that come before the library's observer.
            FIRST.set(metadata -> synchronous.stream()
                    .filter(observer -> observer.getPriority() >= FIRST_PRIORITY)
                    .forEach(observer -> notify(observer, event, metadata, failed)));
            try {
                beans.getEvent().fire(event);
            } catch (AllNotified done) {
                // As meant.
            } catch (Throwable applications) { // Of an observer with a lower priority than the library's.
                failed.accept("an observer with a negative priority", applications);
            } finally {
                FIRST.remove();
            }
        }
        if (hasAsynchronous) {
            beans.getEvent()
                    .fireAsync(event, NotificationOptions.ofExecutor(Runnable::run))
                    .whenComplete((same, failure) ->
                            failures(failure).forEach(each -> failed.accept("an asynchronous observer", each)));
        }
    }

    private static Stream<Throwable> failures(@Nullable Throwable failure) {
        if (failure == null) {
            return Stream.empty();
        }
        return failure instanceof CompletionException && failure.getSuppressed().length > 0
                ? Stream.of(failure.getSuppressed())
                : Stream.of(failure);
    }

    private static <T> void notify(
            ObserverMethod<T> observer, T event, EventMetadata metadata, BiConsumer<String, Throwable> failed) {
        try {
            observer.notify(new Context<>(event, metadata));
        } catch (Throwable applications) { // An observer may throw anything, errors and undeclared ones included.
            failed.accept(observer.getBeanClass().getName(), applications);
        }
    }

    /** Notifies the application's observers, if this thread fires the event for them. Called by the first observer. */
    static void notifyFirst(EventMetadata metadata) {
        Consumer<EventMetadata> others = FIRST.get();
        if (others != null) {
            FIRST.remove(); // An observer may fire an event of its own.
            others.accept(metadata);
            throw new AllNotified();
        }
    }
}
