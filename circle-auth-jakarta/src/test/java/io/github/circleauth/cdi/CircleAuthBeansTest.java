package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuth;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servlet.CircleAuthInitializer;
import io.github.circleauth.servlet.CircleAuthRuntime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wiring in a real CDI container, with the container's servlet side played by the test. */
class CircleAuthBeansTest {

    @CircleAuth(identity = MemberIdentity.Kind.COMMUNITY_MEMBER_ID)
    private static final class Site {}

    @CircleAuth
    private static final class SiteWithoutIdentity {}

    /** What a servlet container brings: a request-scoped request. */
    @ApplicationScoped
    static class Requests {
        @Produces
        @RequestScoped
        HttpServletRequest request() {
            throw new IllegalStateException("No test here makes a request.");
        }
    }

    @ApplicationScoped
    static class Resolver implements MemberIdentityResolver {
        @Override
        public Optional<MemberIdentity> identityOf(Principal caller) {
            return Optional.of(MemberIdentity.communityMemberId(1002));
        }
    }

    @ApplicationScoped
    static class AnotherResolver implements MemberIdentityResolver {
        @Override
        public Optional<MemberIdentity> identityOf(Principal caller) {
            return Optional.empty();
        }
    }

    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final ServletContext context = stub(ServletContext.class, (method, args) -> switch (method) {
        case "getAttribute" -> attributes.get((String) args[0]);
        case "setAttribute" -> attributes.put((String) args[0], args[1]);
        case "getFilterRegistrations" -> Map.of();
        case "addFilter" -> stub(FilterRegistration.Dynamic.class, (said, of) -> null);
        case "addListener" -> null;
        case "getContextPath" -> "/stub";
        default -> throw new UnsupportedOperationException(method);
    });

    private Configured configured = new Configured("api-token", "sandbox-app-token");

    private interface Behaviour {
        Object of(String method, Object[] args);
    }

    private static <T> T stub(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object result = behaviour.of(method.getName(), args);
            return method.getReturnType() == void.class ? null : result;
        }));
    }

    @AfterEach
    void release() {
        configured.close();
    }

    private void configure(String... keysAndValues) {
        configured.close();
        configured = new Configured(keysAndValues);
    }

    private static SeContainer container(Class<?>... beans) {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(CircleAuthBeans.class, Requests.class)
                .addBeanClasses(beans)
                .initialize();
    }

    private void switchOn(Class<?> site) throws Exception {
        new CircleAuthInitializer().onStartup(Set.of(site), context);
    }

    /** Says what a servlet container says when the application scope of a deployment begins. */
    private void start(SeContainer container) {
        container
                .getBeanManager()
                .getEvent()
                .select(Initialized.Literal.APPLICATION)
                .fire(context);
    }

    @Test
    void theClientCanBeInjectedAndIsConfiguredThoughTheFilterIsOff() {
        try (Sandbox sandbox = Sandbox.start()) {
            configure(
                    "api-token", "sandbox-app-token", "base-url", sandbox.uri().toString());
            try (SeContainer container = container()) {
                CircleAuthClient client =
                        container.select(CircleAuthClient.class).get();

                MemberTokens tokens = client.getMemberAPITokenFromCommunityMemberId(1001);
                client.revokeRefreshToken(tokens.refreshToken());
                client.revokeMemberAPIToken(tokens.accessToken().value());

                assertThat(tokens.communityMemberId()).isEqualTo(1001);
                assertThat(sandbox.circle().audit().alive()).isEmpty();
            }
        }
    }

    @Test
    void theMemberIsABeanOfItsTypeAndOfItsName() {
        try (SeContainer container = container()) {
            assertThat(container.select(CircleMember.class).isResolvable()).isTrue();
            assertThat(container
                            .select(CircleMember.class, NamedLiteral.of("circleMember"))
                            .isResolvable())
                    .isTrue();
        }
    }

    static Stream<Consumer<CircleMember>> everyMethod() {
        AccessToken rejected = new AccessToken(Secret.of("rejected"), Instant.EPOCH);
        return Stream.of(
                CircleMember::isPresent,
                CircleMember::accessToken,
                CircleMember::accessTokenAsync,
                CircleMember::communityMemberId,
                CircleMember::communityId,
                CircleMember::state,
                CircleMember::expiresAt,
                CircleMember::renewals,
                CircleMember::whyAbsent,
                member -> member.renew(rejected),
                CircleMember::retry,
                CircleMember::capture);
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void withoutARequestEveryMethodFailsWithOneClearSentence(Consumer<CircleMember> method) throws Exception {
        switchOn(Site.class);
        try (SeContainer container = container()) {
            start(container);
            CircleMember member = container.select(CircleMember.class).get();

            assertThatThrownBy(() -> onAPlainThread(() -> method.accept(member)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("There is no HTTP request on this thread, so there is no current Circle member. Call"
                            + " CircleMember.capture() on the request's thread and hand over what it returns.");
        }
    }

    @Test
    void everyMethodIsTriedAbove() {
        assertThat(everyMethod()).hasSameSizeAs(Arrays.asList(CircleMember.class.getMethods()));
    }

    private static void onAPlainThread(Runnable work) throws Throwable {
        var failure = new java.util.concurrent.atomic.AtomicReference<Throwable>();
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((same, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    @Test
    void whereTheLibraryIsOffTheMemberSaysHowToSwitchItOn() {
        try (SeContainer container = container()) {
            start(container);

            assertThat(CircleAuthRuntime.in(context)).isNull();
            assertThatThrownBy(() -> container.select(CircleMember.class).get().isPresent())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("not switched on", "@CircleAuth", "web.xml", "CircleAuthFilter.register");
        }
    }

    @Test
    void whereTheLibraryIsOffAWrongConfigurationIsNobodysMatter() {
        configure("request-wait", "soon");
        try (SeContainer container = container()) {
            start(container);

            assertThat(attributes).isEmpty();
        }
    }

    @Test
    void whereItIsOnTheRuntimeStartsWithTheApplicationAndItsThreadsEndWithIt() throws Exception {
        switchOn(Site.class);
        try (SeContainer container = container()) {
            start(container);

            assertThat(CircleAuthRuntime.in(context)).isNotNull();
            assertThat(threads()).isNotEmpty();
        }
        assertThat(threads()).isEmpty();
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("circle-auth") && name.contains("/stub"));
    }

    @Test
    void aWrongConfigurationFailsTheStart() throws Exception {
        switchOn(Site.class);
        configure("request-wait", "soon");
        try (SeContainer container = container()) {
            assertThatThrownBy(() -> start(container))
                    .hasMessageContainingAll(
                            "2 configuration keys are wrong",
                            "circle.auth.api-token is missing",
                            "circle.auth.request-wait");
        }
    }

    @Test
    void anIdentityThatNobodyNamesFailsTheStart() throws Exception {
        switchOn(SiteWithoutIdentity.class);
        try (SeContainer container = container()) {
            assertThatThrownBy(() -> start(container)).hasMessageContaining("circle.auth.identity is missing");
        }
    }

    @Test
    void anIdentityThatNobodyNamesFailsTheStartThoughTheClientWasUsedBefore() throws Exception {
        switchOn(SiteWithoutIdentity.class);
        try (SeContainer container = container()) {
            CircleAuthClient client = container.select(CircleAuthClient.class).get();
            assertThatThrownBy(() -> client.getMemberAPITokenFromEmail(" "))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThatThrownBy(() -> start(container)).hasMessageContaining("circle.auth.identity is missing");
        }
    }

    @Test
    void twoResolversFailTheStartWithASentence() throws Exception {
        switchOn(Site.class);
        try (SeContainer container = container(Resolver.class, AnotherResolver.class)) {
            assertThatThrownBy(() -> start(container)).hasMessageContaining("several MemberIdentityResolver beans");
        }
    }

    @Test
    void theAnnotationSaysWhatThePrincipalsNameIs() throws Exception {
        switchOn(Site.class);

        assertThat(memberOf("1001")).isEqualTo(1001);
    }

    @Test
    void theKeyWinsOverTheAnnotation() throws Exception {
        switchOn(Site.class);

        assertThat(memberOf("ada@example.com", "identity", "verified-email")).isEqualTo(1001);
    }

    @Test
    void aResolverBeanWinsOverTheKey() throws Exception {
        switchOn(Site.class);
        assertThat(memberOf(new Class<?>[] {Resolver.class}, "ada@example.com", "identity", "verified-email"))
                .isEqualTo(1002);
    }

    private long memberOf(String principal, String... keysAndValues) {
        return memberOf(new Class<?>[0], principal, keysAndValues);
    }

    /** Starts the application over a sandbox, and returns whose tokens a signed-in request gets. */
    private long memberOf(Class<?>[] beans, String principal, String... keysAndValues) {
        try (Sandbox sandbox = Sandbox.start()) {
            configure(Stream.concat(
                            Stream.of(
                                    "api-token",
                                    "sandbox-app-token",
                                    "base-url",
                                    sandbox.uri().toString()),
                            Arrays.stream(keysAndValues))
                    .toArray(String[]::new));
            try (SeContainer container = container(beans)) {
                start(container);
                CircleAuthRuntime runtime = CircleAuthRuntime.in(context);
                assertThat(runtime).isNotNull();
                Map<String, Object> session = new ConcurrentHashMap<>();
                HttpServletRequest request = request(principal, session);
                return new io.github.circleauth.servlet.RequestMember(() -> runtime, () -> request).communityMemberId();
            }
        }
    }

    private static HttpServletRequest request(String principal, Map<String, Object> attributes) {
        HttpSession session = stub(HttpSession.class, (method, args) -> switch (method) {
            case "getId" -> "session";
            case "getMaxInactiveInterval" -> 1800;
            case "getAttribute" -> attributes.get((String) args[0]);
            case "setAttribute" -> attributes.put((String) args[0], args[1]);
            default -> throw new UnsupportedOperationException(method);
        });
        Principal caller = () -> principal;
        return stub(HttpServletRequest.class, (method, args) -> switch (method) {
            case "getUserPrincipal" -> caller;
            case "getSession" -> session;
            default -> throw new UnsupportedOperationException(method);
        });
    }
}
