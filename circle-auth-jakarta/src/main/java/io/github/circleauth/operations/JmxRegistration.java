package io.github.circleauth.operations;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * The place of a deployment's MBean in the server's MBeanServer, until it is closed. No failure of JMX fails a deployment.
 * Thread-safe.
 */
public final class JmxRegistration implements AutoCloseable {

    private static final Logger LOG = System.getLogger(JmxRegistration.class.getName());

    /** Far more than applications with one context path: a server that finds every name taken is not asked forever. */
    private static final int MOST_INSTANCES = 100;

    private final Supplier<MBeanServer> server;

    // Guarded by this.
    private @Nullable ObjectName registered;

    JmxRegistration(Supplier<MBeanServer> server) {
        this.server = server;
    }

    /** Registers the MBean of an application, which its context path names, with the MBeanServer of the JVM. */
    public static JmxRegistration of(String contextPath, CircleAuthMXBean bean) {
        JmxRegistration registration = new JmxRegistration(ManagementFactory::getPlatformMBeanServer);
        registration.register(contextPath.isEmpty() ? "/" : contextPath, bean);
        return registration;
    }

    synchronized void register(String application, CircleAuthMXBean bean) {
        try {
            registered = register(server.get(), application, bean);
        } catch (JMException
                | RuntimeException
                | Error refused) { // Such as a SecurityException, or one of a server's own MBeanServer.
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0029: An MBean of circle-auth could not be registered, so JMX does not show the application; tokens are"
                            + " not affected. It is " + application + ".",
                    refused);
        }
    }

    /** Registers it by the first name that is free: another virtual host or EAR may have an application with this path. */
    private static ObjectName register(MBeanServer server, String application, CircleAuthMXBean bean)
            throws JMException {
        for (int instance = 1; ; instance++) {
            try {
                return server.registerMBean(bean, name(application, instance)).getObjectName();
            } catch (InstanceAlreadyExistsException taken) {
                if (instance == MOST_INSTANCES) {
                    throw taken;
                }
            }
        }
    }

    static ObjectName name(String application, int instance) throws JMException {
        return new ObjectName("io.github.circleauth:type=CircleAuth,application=" + ObjectName.quote(application)
                + (instance == 1 ? "" : ",instance=" + instance));
    }

    /** Removes the MBean. */
    @Override
    public synchronized void close() {
        ObjectName name = registered;
        if (name == null) {
            return;
        }
        registered = null;
        try {
            server.get().unregisterMBean(name);
        } catch (InstanceNotFoundException gone) { // Removed by another party already.
            return;
        } catch (JMException | RuntimeException | Error refused) { // As above.
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0030: An MBean of circle-auth could not be removed, and keeps the classes of the application that"
                            + " was undeployed: " + name,
                    refused);
        }
    }
}
