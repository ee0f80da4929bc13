package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.servlet.ContextAttributes;
import jakarta.enterprise.inject.Vetoed;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applications that share the library's classes, as the WARs of an EAR do with its jar in the EAR's lib folder. */
class SharedLibraryTest {

    private static final String CURE =
            "Put the circle-auth-jakarta jar, with the jars it needs, into each WAR's WEB-INF/lib,"
                    + " and take it out of the EAR's lib folder.";

    @CircleAuth(identity = MemberIdentity.Kind.COMMUNITY_MEMBER_ID)
    private static final class Site {}

    @Vetoed
    private static final class Resolver implements MemberIdentityResolver {
        @Override
        public Optional<MemberIdentity> identityOf(Principal caller) {
            return Optional.empty();
        }
    }

    private final Deployment one = new Deployment("/one");
    private final Deployment two = new Deployment("/two");
    private Configured configured = new Configured("api-token", "sandbox-app-token");
    private JndiNames names = new JndiNames(Map.of("java:app/AppName", "shop"));

    @BeforeEach
    void switchOn() throws Exception {
        one.switchOn(Site.class);
        two.switchOn(Site.class);
    }

    @AfterEach
    void release() {
        configured.close();
        names.close();
    }

    private void configure(String... keysAndValues) {
        configured.close();
        configured = new Configured(keysAndValues);
    }

    /** Makes the application see these resolvers. The library sees none. */
    private void applicationSees(Class<?>... resolvers) {
        Set<Bean<?>> beans = new java.util.HashSet<>();
        for (Class<?> resolver : resolvers) {
            beans.add(stub(Bean.class, (proxy, method, args) -> switch (method.getName()) {
                case "getBeanClass" -> resolver;
                case "hashCode" -> resolver.hashCode();
                case "equals" -> proxy == args[0];
                default -> throw new UnsupportedOperationException(method.getName());
            }));
        }
        applicationSees(MemberIdentityResolver.class, beans);
    }

    private void applicationSees(Class<?> type, Set<Bean<?>> beans) {
        BeanManager manager = stub(BeanManager.class, (proxy, method, args) -> args[0] == type ? beans : Set.of());
        Map<String, Object> known = new HashMap<>(Map.of("java:app/AppName", "shop"));
        known.put("java:comp/BeanManager", manager);
        names.close();
        names = new JndiNames(known);
    }

    private static <T> T stub(Class<T> type, InvocationHandler behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, behaviour));
    }

    @Test
    void aSecondApplicationOfTheEarIsRefused() {
        try (SeContainer container = Deployment.container()) {
            one.start();

            assertThatThrownBy(two::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "circle-auth can't start for /two: /one, another application of the same EAR, already uses"
                                    + " this copy of the library, and two would share their configuration and tokens. "
                                    + CURE);
            assertThat(ContextAttributes.runtime(two.context)).isNull();
        }
    }

    @Test
    void theRefusalAndTheEndOfTheFirstApplicationLeaveNothingBehind() {
        try (SeContainer container = Deployment.container()) {
            one.start();
            assertThatThrownBy(two::start).hasMessageContaining("/one, another application");
            assertThatThrownBy(two::start).hasMessageContaining("/one, another application");
        }
        try (SeContainer redeployed = Deployment.container()) {
            assertThatCode(two::start).doesNotThrowAnyException();
        }
    }

    @Test
    void aFailedStartLeavesNothingBehind() {
        configure("request-wait", "soon");
        try (SeContainer container = Deployment.container()) {
            assertThatThrownBy(one::start).hasMessageContaining("circle.auth.request-wait");
            configure("api-token", "sandbox-app-token");

            assertThatCode(two::start).doesNotThrowAnyException();
        }
    }

    @Test
    void whereThereAreNoEarsApplicationsMayShareTheLibrarysClasses() {
        names.close();
        try (SeContainer container = Deployment.container()) {
            one.start();

            assertThatCode(two::start).doesNotThrowAnyException();
        }
    }

    @Test
    void aTlsContextThatTheLibraryCantSeeIsRefused() {
        Bean<?> bean = stub(Bean.class, (proxy, method, args) -> switch (method.getName()) {
            case "getBeanClass" -> String.class;
            case "hashCode" -> 1;
            case "equals" -> proxy == args[0];
            default -> throw new UnsupportedOperationException(method.getName());
        });
        applicationSees(SSLContext.class, Set.of(bean));
        try (SeContainer container = Deployment.container()) {
            assertThatThrownBy(one::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("circle-auth can't start for /one: it can't see the SSLContext bean"
                            + " java.lang.String of the application.");
        }
    }

    @Test
    void aResolverThatTheLibraryCantSeeIsRefusedEvenIfTheIdentityIsConfigured() {
        applicationSees(Resolver.class);
        try (SeContainer container = Deployment.container()) {
            assertThatThrownBy(one::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("circle-auth can't start for /one: it can't see the MemberIdentityResolver bean "
                            + Resolver.class.getName() + " of the application. If the bean is an alternative, give it a"
                            + " @Priority, which counts for all jars.");
        }
    }

    @Test
    void inTheLibFolderOfTheEarTheMessageNamesTheRightPlaceForTheJar() {
        applicationSees(Resolver.class);
        one.hasLoaderOfItsOwn();
        try (SeContainer container = Deployment.container()) {
            assertThatThrownBy(one::start).hasMessageContaining("of the application. " + CURE);
        }
    }

    @Test
    void aResolverOfAnotherModuleIsRefused() {
        applicationSees();
        try (SeContainer container = Deployment.container(CircleAuthBeansTest.Resolver.class)) {
            assertThatThrownBy(one::start)
                    .hasMessageStartingWith(
                            "circle-auth can't start for /one: it would use the MemberIdentityResolver bean "
                                    + CircleAuthBeansTest.Resolver.class.getName() + " of another module.");
        }
    }

    @Test
    void aClientThatAnotherModuleHasConfiguredOtherwiseIsRefused() {
        configure("api-token", "another-app-token");
        try (SeContainer container = Deployment.container()) {
            CircleAuthClient client = container.select(CircleAuthClient.class).get();
            assertThatThrownBy(() -> client.getMemberAPITokenFromEmail(" "))
                    .isInstanceOf(IllegalArgumentException.class);
            configure("api-token", "sandbox-app-token");

            assertThatThrownBy(one::start)
                    .hasMessage("circle-auth's client was used before the start of this application, with another"
                            + " circle.auth.api-token or circle.auth.base-url. " + CURE);
        }
    }

    @Test
    void theClientWithTheAppTokenOfAnotherModuleIsRefused() throws Exception {
        ClassLoader first = Thread.currentThread().getContextClassLoader();
        try (SeContainer container = Deployment.container();
                URLClassLoader another = new URLClassLoader(new URL[0], first)) {
            CircleAuthClient client = container.select(CircleAuthClient.class).get();
            assertThatThrownBy(() -> client.getMemberAPITokenFromEmail(" "))
                    .isInstanceOf(IllegalArgumentException.class);
            Thread.currentThread().setContextClassLoader(another);
            try (Configured same = new Configured("api-token", "sandbox-app-token")) {
                assertThatThrownBy(() -> client.getMemberAPITokenFromEmail(" "))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            try (Configured other = new Configured("api-token", "another-app-token")) {
                assertThatThrownBy(() -> client.getMemberAPITokenFromEmail("ada@example.com"))
                        .hasMessage(
                                "circle-auth's client has the circle.auth.api-token of another module of the EAR, which"
                                        + " uses the same copy of the library. " + CURE);
            }
        } finally {
            Thread.currentThread().setContextClassLoader(first);
        }
    }

    @Test
    void withoutTheLibrarysBeansTheMessageNamesTheRightPlaceForTheJar() {
        try (SeContainer container = Deployment.containerWithoutLibrary()) {
            assertThatThrownBy(one::start)
                    .hasMessage(
                            "circle-auth can't start for /one: its beans are not the application's, as when its jar is in"
                                    + " a folder of the server's. " + CURE);
        }
    }
}
