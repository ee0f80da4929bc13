package io.github.circleauth.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A starting servlet context, which records the registrations. */
final class StubContext {

    final Map<String, Object> attributes = new HashMap<>();
    final Map<String, String> filterClasses = new LinkedHashMap<>();
    final List<Class<?>> listeners = new ArrayList<>();
    int registrationLookUps;

    /** Whether CDI starts in an initializer that runs before the library's own, as Weld's may in Tomcat. */
    boolean isInInitializer;

    /** The listeners that were added while initializers ran. */
    final List<ServletContextListener> startListeners = new ArrayList<>();

    /** Whether it behaves as in a listener that was added by code, where Open Liberty starts CDI. */
    boolean isOfProgrammaticListener;

    /** The calls on the registration of the added filter, as {@code method[arguments]}. */
    final List<String> registrationCalls = new ArrayList<>();

    final ServletContext context = proxy(ServletContext.class, (method, args) -> switch (method) {
        case "getAttribute" -> attributes.get((String) args[0]);
        case "setAttribute" -> attributes.put((String) args[0], args[1]);
        case "getFilterRegistrations" -> registrations();
        case "addListener" ->
            args[0] instanceof Class<?> type ? listeners.add(type) : add((ServletContextListener) args[0]);
        case "addFilter" -> addFilter((String) args[0], (Class<?>) args[1]);
        case "getContextPath" -> "/stub";
        case "getClassLoader" -> StubContext.class.getClassLoader();
        default -> throw new UnsupportedOperationException(method);
    });

    private interface Behaviour {
        Object of(String method, Object[] args);
    }

    private static <T> T proxy(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object result = behaviour.of(method.getName(), args);
            return method.getReturnType() == void.class ? null : result;
        }));
    }

    /** Declares a filter, as in {@code web.xml}. */
    StubContext declaring(String name, Class<? extends Filter> filter) {
        filterClasses.put(name, filter.getName());
        return this;
    }

    private boolean add(ServletContextListener listener) {
        if (!isInInitializer) {
            throw new IllegalArgumentException("All initializers have run.");
        }
        return startListeners.add(listener);
    }

    /** Starts the listeners that were added in initializers. As in Tomcat, they may not look up registrations. */
    void startListeners() {
        isInInitializer = false;
        isOfProgrammaticListener = true;
        startListeners.forEach(listener -> listener.contextInitialized(new ServletContextEvent(context)));
    }

    private Map<String, FilterRegistration> registrations() {
        registrationLookUps++;
        if (isOfProgrammaticListener) {
            throw new UnsupportedOperationException("SRVE9002E");
        }
        Map<String, FilterRegistration> all = new LinkedHashMap<>();
        filterClasses.forEach((name, type) -> all.put(name, proxy(FilterRegistration.class, (method, args) -> type)));
        return all;
    }

    private FilterRegistration.Dynamic addFilter(String name, Class<?> type) {
        if (filterClasses.putIfAbsent(name, type.getName()) != null) {
            return null;
        }
        return proxy(FilterRegistration.Dynamic.class, (method, args) -> {
            registrationCalls.add(method + java.util.Arrays.deepToString(args));
            return null;
        });
    }
}
