package io.github.circleauth.servers.app;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.TokenObtained;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.EventMetadata;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;

/** Writes the library's events into the server's log, the only place that is left after undeploying. */
@ApplicationScoped
public class EventDiary {

    /** The user who has the slow observer hang, until it is interrupted. */
    public static final long HANGS_FOR = 1002;

    private static final Logger LOG = System.getLogger(EventDiary.class.getName());

    void every(@Observes CircleEvent event, EventMetadata metadata) {
        boolean ownLoader = Thread.currentThread().getContextClassLoader() == EventDiary.class.getClassLoader();
        write("every", event, metadata.getType(), Thread.currentThread().getName() + " " + ownLoader);
    }

    void later(@ObservesAsync CircleEvent event, EventMetadata metadata) {
        write("async", event, metadata.getType(), Thread.currentThread().getName());
    }

    private static void write(String observer, CircleEvent event, Type type, String thread) {
        LOG.log(Level.INFO, "DIARY {0} {1} {2} on {3}", observer, event, ((Class<?>) type).getSimpleName(), thread);
    }

    void broken(@Observes @Priority(1) CircleEvent event) {
        throw new NoClassDefFoundError("As the test demands.");
    }

    void failing(@ObservesAsync @Priority(1) CircleEvent event) {
        throw new IllegalStateException("As the test demands.");
    }

    void slow(@Observes @Priority(Integer.MAX_VALUE) TokenObtained event) throws InterruptedException {
        if (event.communityMemberId().orElseThrow() == HANGS_FOR) {
            LOG.log(Level.INFO, "DIARY hangs");
            Thread.sleep(600_000);
        }
    }

    void ended(@Observes LeaseEnded event) {
        LOG.log(Level.INFO, "DIARY ended {0}", event.reason());
    }
}
