package io.github.circleauth.cdi;

import io.github.circleauth.event.CircleEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;

/**
 * Gives observers with the last of all priorities the last but one. Weld subtracts priorities to compare them: the difference to
 * the library's first observer would overflow, and such an observer sometimes came before it.
 */
public final class LastObservers implements Extension {

    static final int LAST_PRIORITY = Integer.MAX_VALUE + EventObservers.FIRST_PRIORITY;

    void limit(@Observes ProcessObserverMethod<? extends CircleEvent, ?> observer) {
        if (observer.getObserverMethod().getPriority() > LAST_PRIORITY) {
            observer.configureObserverMethod().priority(LAST_PRIORITY);
        }
    }
}
