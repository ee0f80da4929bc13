package io.github.circleauth.cdi;

import io.github.circleauth.servlet.CircleAuthInitializer;
import io.github.circleauth.servlet.CircleAuthSessionListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A web application in a real CDI container, with a simulated servlet container. */
final class Deployment {

    /** The servlet container's built-in bean: a request-scoped request. */
    @ApplicationScoped
    static class Requests {
        @Produces
        @RequestScoped
        HttpServletRequest request() {
            throw new IllegalStateException("No test sends a request.");
        }
    }

    private String contextPath = "/stub";
    private ClassLoader loader = Deployment.class.getClassLoader();
    private boolean hasListener;
    private String notStored = "";
    final Map<String, Object> attributes = new ConcurrentHashMap<>();
    final ServletContext context = stub(ServletContext.class, (method, args) -> switch (method) {
        case "getAttribute" -> attributes.get((String) args[0]);
        case "setAttribute" -> store((String) args[0], args[1]);
        case "getFilterRegistrations" -> Map.of();
        case "addFilter" -> stub(FilterRegistration.Dynamic.class, (called, with) -> null);
        case "addListener" -> {
            hasListener = true;
            yield null;
        }
        case "getContextPath" -> contextPath;
        case "getClassLoader" -> loader;
        default -> throw new UnsupportedOperationException(method);
    });

    Deployment() {}

    Deployment(String contextPath) {
        this.contextPath = contextPath;
    }

    /** Gives the application another class loader than the library has, as with its jar in the lib folder of an EAR. */
    void hasLoaderOfItsOwn() {
        loader = new ClassLoader(loader) {};
    }

    /** Has the context fail to store an attribute. */
    void failsToStore(String attribute) {
        notStored = attribute;
    }

    private Object store(String attribute, Object value) {
        if (attribute.equals(notStored)) {
            throw new IllegalStateException("full");
        }
        return attributes.put(attribute, value);
    }

    private interface Behaviour {
        Object of(String method, Object[] args);
    }

    private static <T> T stub(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object result = behaviour.of(method.getName(), args);
            return method.getReturnType() == void.class ? null : result;
        }));
    }

    static SeContainer container(Class<?>... beans) {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addExtensions(new LastObservers())
                .addBeanClasses(CircleAuthBeans.class, Requests.class)
                .addBeanClasses(beans)
                .initialize();
    }

    static SeContainer containerWithoutLibrary() {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(Requests.class)
                .initialize();
    }

    void switchOn(Class<?> site) throws Exception {
        new CircleAuthInitializer().onStartup(Set.of(site), context);
    }

    /** Starts the application, as a servlet container does: calls the listeners that were added. */
    void start() {
        if (hasListener) {
            new CircleAuthSessionListener().contextInitialized(new ServletContextEvent(context));
        }
    }

    /** Returns a signed-in request with a session whose lease is not touched for two hours. */
    static HttpServletRequest request(String principal) {
        Principal caller = () -> principal;
        return request(() -> caller);
    }

    /** Returns a request of a session whose user is the supplier's, as of each call. */
    static HttpServletRequest request(Supplier<Principal> caller) {
        Map<String, Object> attributes = new ConcurrentHashMap<>();
        HttpSession session = stub(HttpSession.class, (method, args) -> switch (method) {
            case "getId" -> "session";
            case "getCreationTime" -> 0L;
            case "isNew" -> false;
            case "getMaxInactiveInterval" -> 8 * 3600;
            case "getAttribute" -> attributes.get((String) args[0]);
            case "setAttribute" -> attributes.put((String) args[0], args[1]);
            default -> throw new UnsupportedOperationException(method);
        });
        return stub(HttpServletRequest.class, (method, args) -> switch (method) {
            case "getUserPrincipal" -> caller.get();
            case "getSession" -> session;
            case "getAttribute" -> null;
            case "setAttribute" -> null;
            default -> throw new UnsupportedOperationException(method);
        });
    }
}
