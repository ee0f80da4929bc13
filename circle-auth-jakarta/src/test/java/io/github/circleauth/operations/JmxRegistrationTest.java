package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.RuntimeOperationsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The MBean's name, beside those of other applications, and servers that refuse. */
class JmxRegistrationTest {

    private static final String SHOP = "io.github.circleauth:type=CircleAuth,application=\"/shop\"";

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final DiagnosedApplication application = new DiagnosedApplication();
    private final Logged log = Logged.by(JmxRegistration.class);

    @AfterEach
    void stopLogging() {
        log.close();
    }

    private JmxRegistration registeredWith(MBeanServer where, String path) {
        JmxRegistration registration = new JmxRegistration(() -> where);
        registration.register(path, application.attributes());
        return registration;
    }

    private JmxRegistration registered(String path) {
        return registeredWith(server, path);
    }

    private List<String> names() throws Exception {
        return server.queryNames(new ObjectName("io.github.circleauth*:*"), null).stream()
                .map(ObjectName::toString)
                .sorted()
                .toList();
    }

    /** Returns the server, but one of its methods throws. */
    private MBeanServer failingAt(String failing, Throwable failure, List<String> called) {
        return (MBeanServer) Proxy.newProxyInstance(
                MBeanServer.class.getClassLoader(), new Class<?>[] {MBeanServer.class}, (proxy, method, args) -> {
                    called.add(method.getName());
                    if (method.getName().equals(failing)) {
                        throw failure;
                    }
                    try {
                        return method.invoke(server, args);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @Test
    void anApplicationHasOneMBeanUntilItIsClosed() throws Exception {
        JmxRegistration shop = registered("/shop");
        JmxRegistration forum = registered("/forum");
        assertThat(names()).containsExactly(SHOP.replace("shop", "forum"), SHOP);

        shop.close();
        shop.close();

        assertThat(names()).containsExactly(SHOP.replace("shop", "forum"));
        forum.close();
        assertThat(names()).isEmpty();
        assertThat(log.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a,b=c", "/*?", "/\"quoted\"", "/back\\slash", "/line\nbreak", "/größe", "/a:b"})
    void everyContextPathMakesAName(String path) throws Exception {
        JmxRegistration registration = registered(path);

        assertThat(server.queryNames(null, null))
                .filteredOn(name -> name.getDomain().equals("io.github.circleauth"))
                .singleElement()
                .satisfies(name -> assertThat(ObjectName.unquote(name.getKeyProperty("application")))
                        .isEqualTo(path));
        registration.close();
        assertThat(names()).isEmpty();
        assertThat(log.warnings()).isEmpty();
    }

    /** On another virtual host, in another EAR, or while the former deployment has not ended yet. */
    @Test
    void aSecondApplicationWithTheSamePathHasANameOfItsOwn() throws Exception {
        JmxRegistration first = registered("/shop");
        JmxRegistration second = registered("/shop");
        JmxRegistration third = registered("/shop");
        assertThat(names()).containsExactly(SHOP, SHOP + ",instance=2", SHOP + ",instance=3");

        second.close();
        assertThat(names()).containsExactly(SHOP, SHOP + ",instance=3");
        first.close();
        assertThat(names()).containsExactly(SHOP + ",instance=3");
        JmxRegistration fourth = registered("/shop");
        assertThat(names()).containsExactly(SHOP, SHOP + ",instance=3");

        third.close();
        fourth.close();
        assertThat(names()).isEmpty();
        assertThat(log.warnings()).isEmpty();
    }

    @Test
    void aServerOnWhichEveryNameIsTakenHasOneLine() throws Exception {
        List<JmxRegistration> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(registered("/shop"));
        }
        assertThat(log.warnings()).isEmpty();

        registered("/shop").close();

        assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0029: ");
        assertThat(names()).hasSize(100);
    }

    @Test
    void aServerThatRefusesHasOneLineAndTheDeploymentGoesOn() throws Exception {
        for (Throwable refusal : List.of(
                new SecurityException("not allowed"),
                new RuntimeOperationsException(new IllegalArgumentException("not here")),
                new UnsupportedOperationException("none"),
                new NoClassDefFoundError("of the server"))) {
            List<String> called = new ArrayList<>();
            try (Logged lines = Logged.by(JmxRegistration.class)) {
                registeredWith(failingAt("registerMBean", refusal, called), "/shop")
                        .close();

                assertThat(lines.warnings()).singleElement().asString().startsWith("CIRCLE-0029: ");
            }
            assertThat(called).containsExactly("registerMBean");
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void aJvmThatGivesNoServerHasOneLine() {
        JmxRegistration registration = new JmxRegistration(() -> {
            throw new SecurityException("not allowed");
        });
        registration.register("/shop", application.attributes());
        registration.close();

        assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0029: ");
    }

    @Test
    void anMBeanThatCanNotBeRemovedIsNamed() throws Exception {
        registeredWith(failingAt("unregisterMBean", new SecurityException("not allowed"), new ArrayList<>()), "/shop")
                .close();

        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("CIRCLE-0030: ")
                .contains(SHOP);
    }

    @Test
    void anMBeanThatSomebodyElseRemovedIsNoFailure() throws Exception {
        JmxRegistration shop = registered("/shop");
        server.unregisterMBean(new ObjectName(SHOP));

        shop.close();

        assertThat(log.warnings()).isEmpty();
    }
}
