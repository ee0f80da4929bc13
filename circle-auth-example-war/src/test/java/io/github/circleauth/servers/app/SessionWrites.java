package io.github.circleauth.servers.app;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.ObjectName;

/** Counts writes to the sessions of a distributable application in WildFly. */
public final class SessionWrites implements HttpSessionAttributeListener {

    private static final AtomicLong OURS = new AtomicLong();

    /**
     * Returns two counts since the start: writes of the library's attributes, and entries that this node's session cache stored,
     * which it replicates to the other node.
     */
    static List<String> soFar(ServletContext application) {
        return List.of(String.valueOf(OURS), stores(application));
    }

    private static String stores(ServletContext application) {
        String cache = application.getContextPath().substring(1) + ".war(dist_sync)";
        try {
            return ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(
                            new ObjectName("org.wildfly.clustering.infinispan:type=Cache,name=\"" + cache
                                    + "\",manager=\"web\",component=Statistics"),
                            "stores")
                    .toString();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void count(HttpSessionBindingEvent event) {
        if (event.getName().startsWith("io.github.circleauth.")) {
            OURS.incrementAndGet();
        }
    }

    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
        count(event);
    }

    @Override
    public void attributeRemoved(HttpSessionBindingEvent event) {
        count(event);
    }

    @Override
    public void attributeReplaced(HttpSessionBindingEvent event) {
        count(event);
    }
}
