package io.github.circleauth.servers.app;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.session.Leases;
import jakarta.servlet.http.HttpSession;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Reads the places of a server where a secret could leak; and leaks one, as a control. */
public final class LeakSearch {

    private static final System.Logger LOG = System.getLogger(LeakSearch.class.getName());

    private static final Map<Integer, CyclicBarrier> MEETINGS = new ConcurrentHashMap<>();

    private LeakSearch() {}

    /** Leaks a token. The search must find it. */
    static void leak(AccessToken token, List<String> lines) {
        String value = token.value().reveal();
        LOG.log(System.Logger.Level.TRACE, "The token is " + value);
        lines.add(value);
    }

    static List<String> attributes(HttpSession session) {
        return Collections.list(session.getAttributeNames()).stream()
                .map(name -> name + " = " + session.getAttribute(name))
                .toList();
    }

    /** Changes the last letter of each session attribute of the library. */
    static void corrupt(HttpSession session) {
        for (String name : Collections.list(session.getAttributeNames())) {
            if (name.startsWith("io.github.circleauth") && session.getAttribute(name) instanceof String text) {
                String last = text.endsWith("A") ? "B" : "A";
                session.setAttribute(name, text.substring(0, text.length() - 1) + last);
            }
        }
    }

    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    /** Waits until so many requests are here at once, each with a thread of its own. */
    static void meet(int requests) {
        try {
            int unused = MEETINGS.computeIfAbsent(requests, CyclicBarrier::new).await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException missed) {
            throw new IllegalStateException("Not all " + requests + " requests came", missed);
        }
    }

    /** Returns how many copies of the library's classes the JVM has after a collection, one for each class loader. */
    static long copies() {
        return histogram()
                .lines()
                .filter(line -> line.endsWith(" " + MemberIdentity.Kind.class.getName()))
                .count();
    }

    /** Returns how many deployments of the library the JVM has objects of after a collection, besides classes. */
    static long runtimes() {
        return histogram()
                .lines()
                .filter(line -> line.endsWith(" " + Leases.class.getName()))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", 3)[1]))
                .sum();
    }

    /** Returns the JVM's objects by class after a collection, and what it has outside the heap. */
    static List<String> heap() {
        List<String> lines = new ArrayList<>(histogram().lines().toList());
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            lines.add(pool.getName() + " " + pool.getMemoryUsed());
        }
        lines.add("threads " + ManagementFactory.getThreadMXBean().getThreadCount());
        return lines;
    }

    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {null},
                            new String[] {String[].class.getName()});
        } catch (JMException unsupportedByTheJvm) {
            throw new IllegalStateException(unsupportedByTheJvm);
        }
    }

    /**
     * Returns how many class loaders of an application the server's own threads keep. A thread that the server creates during a request
     * has the application's class loader, for as long as it lives. WildFly's class loaders have the application's name in their text.
     */
    static long loadersOfServerThreads(String application) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("circle-auth-"))
                .map(Thread::getContextClassLoader)
                .filter(loader -> loader != null && loader.toString().contains("deployment." + application + ".war"))
                .distinct()
                .count();
    }

    /** Returns the names of the library's MBeans, of whichever application. */
    static List<String> ownMBeans() {
        return ManagementFactory.getPlatformMBeanServer().queryNames(null, null).stream()
                .filter(name -> name.getDomain().startsWith("io.github.circleauth"))
                .map(ObjectName::toString)
                .toList();
    }

    static List<String> mBeans() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<String> all = new ArrayList<>();
        for (ObjectName bean : server.queryNames(null, null)) {
            all.add(bean.toString());
            try {
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
                    all.add(bean + " " + attribute.getName() + " = " + value(server, bean, attribute.getName()));
                }
            } catch (JMException gone) {
                all.add(bean + " is gone");
            }
        }
        return all;
    }

    private static String value(MBeanServer server, ObjectName bean, String attribute) {
        try {
            Object value = server.getAttribute(bean, attribute);
            return value instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(value);
        } catch (JMException | RuntimeException unreadable) { // The server's MBeans throw different types.
            return "unreadable";
        }
    }
}
