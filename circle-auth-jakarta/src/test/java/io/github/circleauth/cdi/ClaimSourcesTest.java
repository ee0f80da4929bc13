package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.security.enterprise.CallerPrincipal;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sources of a server, whose claims a caller has, and which principals are one caller. */
class ClaimSourcesTest {

    private record Staff(String getName) implements Principal {
        @Override
        public String getName() {
            return getName;
        }
    }

    private final Logins.MicroProfile jwt = new Logins.MicroProfile();
    private final Logins.WildFly wildFly = new Logins.WildFly();
    private final Logins.OpenId openId = new Logins.OpenId();

    /** A server that has all APIs. */
    private final ClaimSources all = new ClaimSources(
            List.of(
                    new MicroProfileTokens(),
                    WildFlyOpenIdTokens.of(wildFly.as("", Map.of()).getClass()).orElseThrow()),
            List.of(openId.sources()::of));

    static Stream<Logins.Login> tokens() {
        return Stream.of(new Logins.MicroProfile(), new Logins.WildFly());
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void tokensOfOneIssuerAboutOneSubjectAreOneCaller(Logins.Login login) {
        Principal known = login.as("ada", Map.of("sub", "u-1"));

        assertThat(all.is(known, known)).isTrue();
        assertThat(all.is(known, login.as("ada.lovelace", Map.of("sub", "u-1", "exp", 2))))
                .isTrue();
    }

    /** WildFly's principals are equal if their names are, and two users may share one over time or between realms. */
    @ParameterizedTest
    @MethodSource("tokens")
    void tokensOfAnotherIssuerOrSubjectAreAnotherCallerUnderTheSameName(Logins.Login login) {
        Principal known = login.as("ada", Map.of("sub", "u-1"));

        assertThat(all.is(known, login.as("ada", Map.of("sub", "u-2")))).isFalse();
        assertThat(all.is(known, login.as("ada", Map.of("sub", "u-1", "iss", "https://another.example.com"))))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void tokensWithoutASubjectAreOneCallerOnlyAsOneObject(Logins.Login login) {
        Principal known = login.as("ada", Map.of());

        assertThat(all.is(known, login.as("ada", Map.of()))).isFalse();
    }

    @Test
    void callersOfDifferentLoginsAreNeverOne() {
        Principal token = jwt.as("ada", Map.of("sub", "u-1"));
        Principal oidc = wildFly.as("ada", Map.of("sub", "u-1"));
        Principal staff = new Staff("ada");

        for (Principal one : List.of(token, oidc, staff)) {
            for (Principal other : List.of(token, oidc, staff)) {
                assertThat(all.is(one, other)).as("%s, %s", one, other).isEqualTo(one == other);
            }
        }
        assertThat(all.is(staff, new Staff("ada"))).isTrue();
        assertThat(all.is(new CallerPrincipal("ada"), new CallerPrincipal("ada")))
                .as("it has no equals")
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void theComparisonAllocatesNothing(Logins.Login login) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Principal known = login.as("ada", Map.of("sub", "u-1"));
        Principal same = login.as("ada", Map.of("sub", "u-1"));
        long[] rounds = new long[20];
        for (int round = 0; round < rounds.length; round++) {
            long before = memory.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                if (!all.is(known, same)) {
                    throw new AssertionError();
                }
            }
            rounds[round] = memory.getCurrentThreadAllocatedBytes() - before;
        }

        assertThat(rounds).as("bytes in each round").contains(0);
        assertThat(Arrays.stream(rounds).skip(10).max().orElseThrow()).isLessThan(10_000);
    }

    @Test
    void aTokensClaimsAreThoseOfTheTokenEvenIfTheSessionHasAnotherUsers() {
        openId.as("ada", Map.of("sub", "of the session"));

        assertThat(subject(jwt.as("ada", Map.of("sub", "of the token")))).isEqualTo("of the token");
        assertThat(subject(wildFly.as("ada", Map.of("sub", "of the token")))).isEqualTo("of the token");
    }

    private Object subject(Principal caller) {
        return all.of(caller).map(claims -> claims.value("sub")).orElse("none");
    }

    @Test
    void aBearerTokenOfWildFlysOpenIdHasClaimsToo() {
        assertThat(subject(Logins.WildFly.withAccessToken("ada", Map.of("sub", "u-1"))))
                .isEqualTo("u-1");
    }

    @Test
    void theSessionsContextIsACallersIfOneOfItsClaimsIsTheName() {
        Principal ada = openId.as("ada", Map.of("sub", "u-1", "preferred_username", "ada"));
        assertThat(subject(ada)).isEqualTo("u-1");

        assertThat(subject(new CallerPrincipal("grace"))).isEqualTo("none");
        assertThat(subject(new CallerPrincipal("u-1"))).isEqualTo("u-1");
        assertThat(subject(new CallerPrincipal("Ada"))).isEqualTo("none");
    }

    @Test
    void theNameMayBeAClaimOfTheAccessTokenOrTheUserInfo() {
        openId.accessToken(Map.of("upn", "ada"));
        assertThat(subject(openId.as("ada", Map.of("sub", "u-1")))).isEqualTo("u-1");
        assertThat(openId.userInfoRequests).isZero();

        openId.accessToken(Map.of()).userInfo(Map.of("sub", "u-1", "nickname", "ada"));
        assertThat(subject(openId.as("ada", Map.of("sub", "u-1")))).isEqualTo("u-1");
        openId.userInfo(Map.of("sub", "u-2", "nickname", "ada"));
        assertThat(subject(openId.as("ada", Map.of("sub", "u-1")))).isEqualTo("none");
    }

    @Test
    void aSessionWithoutATokenHasNoClaims() {
        assertThat(subject(new CallerPrincipal("ada"))).isEqualTo("none");
        openId.as("ada", Map.of("sub", "u-1", "name", "ada"));
        openId.forget();
        assertThat(subject(new CallerPrincipal("ada"))).isEqualTo("none");
    }

    /** The library's classes from a class loader of their own, on a server without the APIs of the logins. */
    private static final class ServerWithoutLogins extends URLClassLoader {

        ServerWithoutLogins() throws MalformedURLException {
            super(new URL[] {Path.of("target/classes").toUri().toURL()}, ClaimSourcesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (Stream.of("org.eclipse.microprofile.jwt.", "jakarta.security.", "org.wildfly.", "fish.payara.")
                    .anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.github.circleauth.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }

    @Test
    void aServerWithoutTheApisHasNoSourceAndNoClassIsMissed() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (ServerWithoutLogins server = new ServerWithoutLogins()) {
            Thread.currentThread().setContextClassLoader(server);
            Class<?> type = server.loadClass(ClaimSources.class.getName());
            Method available = type.getDeclaredMethod("available", BeanManager.class);
            available.setAccessible(true);
            Object none = available.invoke(null, (Object) null);
            Method is = type.getMethod("is", Principal.class, Principal.class);
            is.setAccessible(true);
            Method of = type.getDeclaredMethod("of", Principal.class);
            of.setAccessible(true);

            assertThat(of.invoke(none, new Staff("ada"))).isEqualTo(Optional.empty());
            assertThat(is.invoke(none, new Staff("ada"), new Staff("ada"))).isEqualTo(true);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** As with the library in the lib folder of an EAR, whose class loader need not see the APIs that the WAR sees. */
    @Test
    void anApiThatOnlyTheApplicationSeesIsLeftAlone() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (ServerWithoutLogins server = new ServerWithoutLogins();
                SeContainer container = Deployment.container()) {
            Method available =
                    server.loadClass(ClaimSources.class.getName()).getDeclaredMethod("available", BeanManager.class);
            available.setAccessible(true);

            assertThat(available.invoke(null, container.getBeanManager())).isNotNull();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void aServerWithTheApisHasTheirSources() {
        try (SeContainer container = Deployment.container()) {
            ClaimSources found = ClaimSources.available(container.getBeanManager());

            assertThat(found.of(jwt.as("ada", Map.of("sub", "u-1")))).isPresent();
            assertThat(found.of(wildFly.as("ada", Map.of("sub", "u-1")))).isPresent();
            assertThat(found.of(new CallerPrincipal("ada")))
                    .as("no bean of OpenID Connect, and no session")
                    .isEmpty();
        }
    }
}
