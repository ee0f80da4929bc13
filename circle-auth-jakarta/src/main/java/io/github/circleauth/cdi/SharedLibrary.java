package io.github.circleauth.cdi;

import io.github.circleauth.CircleTls;
import io.github.circleauth.MemberIdentityResolver;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.servlet.ServletContext;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.net.ssl.SSLContext;

/**
 * Refuses an application that would use another one's configuration or resolver, because the library's jar is not in its own
 * {@code WEB-INF/lib}. In the {@code lib} folder of an EAR, the WARs share the library's classes, and in WildFly its beans.
 */
final class SharedLibrary implements AutoCloseable {

    static final String CURE =
            " Put the circle-auth-jakarta jar, with the jars it needs, into each WAR's WEB-INF/lib, and take it out of the"
                    + " EAR's lib folder.";

    /** The context path that uses these classes, by the name of the EAR. Static, as it belongs to the classes. */
    private static final Map<String, String> USERS = new ConcurrentHashMap<>();

    private final Optional<String> ear;

    private SharedLibrary(Optional<String> ear) {
        this.ear = ear;
    }

    /**
     * Claims the library's classes for an application until {@link #close()}. Called on the thread that starts it.
     *
     * @throws IllegalStateException if another application of the same EAR uses them
     */
    static SharedLibrary claimFor(ServletContext context) {
        Optional<String> ear = lookUp("java:app/AppName", String.class);
        String contextPath = context.getContextPath();
        ear.map(name -> USERS.putIfAbsent(name, contextPath)).ifPresent(user -> {
            throw new IllegalStateException("circle-auth can't start for " + contextPath + ": " + user
                    + ", another application of the same EAR, already uses this copy of the library, and two would share"
                    + " their configuration and tokens." + CURE);
        });
        return new SharedLibrary(ear);
    }

    /**
     * Refuses resolvers and TLS contexts that the application sees and the library doesn't, or the reverse. Called on the thread
     * that starts the application.
     *
     * @param library the library's view of the beans
     * @throws IllegalStateException if the two differ
     */
    static void checkBeans(ServletContext context, BeanManager library) {
        lookUp("java:comp/BeanManager", BeanManager.class).ifPresent(application -> {
            checkBeans(context, application, library, MemberIdentityResolver.class);
            checkBeans(context, application, library, SSLContext.class, new AnnotationLiteral<CircleTls>() {});
        });
    }

    private static void checkBeans(
            ServletContext context,
            BeanManager application,
            BeanManager library,
            Class<?> type,
            Annotation... qualifiers) {
        Set<Bean<?>> applications = application.getBeans(type, qualifiers);
        Set<Bean<?>> libraries = library.getBeans(type, qualifiers);
        String hidden = names(without(applications, libraries));
        String foreign = names(without(libraries, applications));
        if (hidden.isEmpty() && foreign.isEmpty()) {
            return;
        }
        String bean = type.getSimpleName() + " bean ";
        boolean isOwn = context.getClassLoader() == SharedLibrary.class.getClassLoader();
        throw new IllegalStateException("circle-auth can't start for " + context.getContextPath() + ": "
                + (hidden.isEmpty()
                        ? "it would use the " + bean + foreign + " of another module."
                        : "it can't see the " + bean + hidden + " of the application.")
                + (isOwn ? " If the bean is an alternative, give it a @Priority, which counts for all jars." : CURE));
    }

    private static Set<Bean<?>> without(Set<Bean<?>> beans, Collection<Bean<?>> others) {
        Set<Bean<?>> rest = new HashSet<>(beans);
        rest.removeAll(others);
        return rest;
    }

    private static String names(Set<Bean<?>> beans) {
        return beans.stream()
                .map(bean -> bean.getBeanClass().getName())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Returns an object that Jakarta EE servers have in JNDI. Other servers have no EAR either. */
    @SuppressWarnings("BanJNDI") // The names are constants.
    private static <T> Optional<T> lookUp(String name, Class<T> type) {
        try {
            return Stream.of(InitialContext.<Object>doLookup(name))
                    .filter(type::isInstance)
                    .map(type::cast)
                    .findFirst();
        } catch (NamingException noJakartaEe) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        ear.ifPresent(USERS::remove);
    }
}
