package io.github.circleauth.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A container with the library's filter and listener, with what they need of one. */
final class StubServer {

    private static final SessionCookieConfig SESSION_COOKIE = (SessionCookieConfig) Proxy.newProxyInstance(
            StubServer.class.getClassLoader(), new Class<?>[] {SessionCookieConfig.class}, (proxy, method, args) -> {
                return switch (method.getName()) {
                    case "getName" -> "SITE_SESSION";
                    default -> throw new UnsupportedOperationException(method.getName());
                };
            });

    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final CircleAuthFilter filter = new CircleAuthFilter();
    final CircleAuthSessionListener listener = new CircleAuthSessionListener();
    final ServletContext context = (ServletContext) Proxy.newProxyInstance(
            StubServer.class.getClassLoader(), new Class<?>[] {ServletContext.class}, (proxy, method, args) -> {
                return switch (method.getName()) {
                    case "getAttribute" -> attributes.get((String) args[0]);
                    case "setAttribute" -> attributes.put((String) args[0], args[1]);
                    case "addListener" -> null;
                    case "getSessionCookieConfig" -> SESSION_COOKIE;
                    default -> throw new UnsupportedOperationException(method.getName());
                };
            });

    StubServer(CircleAuthRuntime runtime) {
        ContextAttributes.setRuntime(context, runtime);
        CircleAuthSessionListener.addTo(context);
        filter.init(new Config(context));
    }

    CircleAuthFilter filter() {
        return filter;
    }

    /** Passes a request through the filter to the application. */
    void serve(HttpServletRequest request, Consumer<HttpServletRequest> application) {
        FilterChain chain = (passed, response) -> application.accept((HttpServletRequest) passed);
        try {
            filter.doFilter(request, new StubResponse(), chain);
        } catch (IOException | ServletException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Config(ServletContext getServletContext) implements FilterConfig {
        @Override
        public String getFilterName() {
            return "circle-auth";
        }

        @Override
        public @Nullable String getInitParameter(String name) {
            return null;
        }

        @Override
        public Enumeration<String> getInitParameterNames() {
            return java.util.Collections.emptyEnumeration();
        }
    }
}
