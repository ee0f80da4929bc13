package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live channel's path, as an initializer of the application registers it. */
class CircleLiveEndpointTest {

    private final Map<String, Object> attributes = new HashMap<>();
    private final List<ServletContextListener> listeners = new ArrayList<>();
    private final ServletContext context = (ServletContext) Proxy.newProxyInstance(
            ServletContext.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "getAttribute" -> {
                        return attributes.get((String) arguments[0]);
                    }
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    case "addListener" -> listeners.add((ServletContextListener) arguments[0]);
                    default -> throw new UnsupportedOperationException(method.getName());
                }
                return null;
            });

    private void start() {
        listeners.forEach(each -> each.contextInitialized(new ServletContextEvent(context)));
    }

    @Test
    void twoPathsAreRefusedAndOneMayBeRegisteredTwice() {
        CircleLiveEndpoint.register(context, "/live");
        CircleLiveEndpoint.register(context, "/live");

        assertThat(PageMapping.registered(context)).contains("/live");
        assertThatIllegalStateException()
                .isThrownBy(() -> CircleLiveEndpoint.register(context, "/other"))
                .withMessage("CircleLiveEndpoint is registered twice, at /live and at /other. Keep one of the two.");
        assertThat(PageMapping.registered(context)).contains("/live");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "live", "/live/", "/live/*", "/a/../b", "/{live}", "/<script>"})
    void aMalformedPathIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CircleLiveEndpoint.register(context, path))
                .withMessage("The path of CircleLiveEndpoint.register is malformed. It must be a path below the"
                        + " application's context path, such as /circle-live: letters, digits and -._~ between slashes,"
                        + " without a pattern and without a slash at the end.");
        assertThat(PageMapping.registered(context)).isEmpty();
        assertThat(listeners).isEmpty();
    }

    @Test
    void anApplicationInWhichTheLibraryIsNotSwitchedOnDoesNotStart() {
        CircleLiveEndpoint.register(context, "/live");

        assertThatIllegalStateException()
                .isThrownBy(this::start)
                .withMessageStartingWith("CircleLiveEndpoint.register was called, but circle-auth is not switched on in"
                        + " this application. Put @CircleAuth on a class,");
        attributes.put("io.github.circleauth.switchedOnBy", "the test");
        assertThatCode(this::start).doesNotThrowAnyException();
    }

    /** A class loader that loads the package by itself, and doesn't see the WebSocket API. */
    private static final class WithoutWebSockets extends ClassLoader {

        WithoutWebSockets() {
            super(CircleLiveEndpointTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("jakarta.websocket")) {
                throw new ClassNotFoundException(name);
            }
            boolean isOwn = name.startsWith(PageMapping.class.getPackageName() + ".");
            return isOwn && findLoadedClass(name) == null ? define(name) : super.loadClass(name, resolve);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void aServerWithoutTheWebSocketApiIsRefusedWithItsSentenceAndOnlyIfThereIsAPath() throws Exception {
        Class<?> mapping = new WithoutWebSockets().loadClass(PageMapping.class.getName());
        assertThat(mapping).isNotSameAs(PageMapping.class);
        assertThat(mapping.getMethod("registered", ServletContext.class).invoke(null, context))
                .hasToString("Optional.empty");
        Method add = Arrays.stream(mapping.getMethods())
                .filter(method -> method.getName().equals("add"))
                .findFirst()
                .orElseThrow();

        assertThatCode(() -> add.invoke(null, context, "/live", null, null, null, null, null))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "circle-auth can't start: the live channel is mapped to /live, and the server has no WebSockets"
                                + " for this application. Add the server's WebSocket support (Jakarta WebSocket 2.1), or remove"
                                + " circle.auth.live-path.");
    }
}
