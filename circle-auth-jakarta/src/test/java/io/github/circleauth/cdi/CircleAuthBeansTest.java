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
import io.github.circleauth.operations.CircleSessions;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.ContextAttributes;
import io.github.circleauth.servlet.RequestMember;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.servlet.http.HttpServletRequest;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Modifier;
import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wiring in a real CDI container, with a servlet container that the test simulates. */
class CircleAuthBeansTest {

    @CircleAuth(identity = MemberIdentity.Kind.COMMUNITY_MEMBER_ID)
    private static final class Site {}

    @CircleAuth
    private static final class SiteWithoutIdentity {}

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

    private final Deployment deployment = new Deployment();
    private Configured configured = new Configured("api-token", "sandbox-app-token");

    @AfterEach
    void release() {
        configured.close();
    }

    private void configure(String... keysAndValues) {
        configured.close();
        configured = new Configured(keysAndValues);
    }

    @Test
    void theClientCanBeInjectedAndIsConfiguredEvenIfTheFilterIsOff() {
        try (Sandbox sandbox = Sandbox.start()) {
            configure(
                    "api-token", "sandbox-app-token", "base-url", sandbox.uri().toString());
            try (SeContainer container = Deployment.container()) {
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
        try (SeContainer container = Deployment.container()) {
            assertThat(container.select(CircleMember.class).isResolvable()).isTrue();
            assertThat(container
                            .select(CircleMember.class, NamedLiteral.of("circleMember"))
                            .isResolvable())
                    .isTrue();
        }
    }

    /** Expressions of JSP and Faces find the getters by introspection of the bean's proxy. */
    @Test
    void pagesReadEachValueOfTheMemberButTheToken() throws Exception {
        try (SeContainer container = Deployment.container()) {
            Object member = container.select(NamedLiteral.of("circleMember")).get();

            assertThat(Introspector.getBeanInfo(
                                    member.getClass(), member.getClass().getSuperclass())
                            .getPropertyDescriptors())
                    .extracting(PropertyDescriptor::getName)
                    .contains(
                            "absenceDetail",
                            "communityId",
                            "communityMemberId",
                            "expiresAt",
                            "present",
                            "renewals",
                            "state",
                            "whyAbsent")
                    .noneMatch(name -> name.contains("oken"));
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
                CircleMember::absenceDetail,
                member -> member.renew(rejected),
                CircleMember::retry,
                CircleMember::capture);
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void withoutARequestEveryMethodFailsWithOneClearSentence(Consumer<CircleMember> method) throws Exception {
        deployment.switchOn(Site.class);
        try (SeContainer container = Deployment.container()) {
            deployment.start();
            CircleMember member = container.select(CircleMember.class).get();

            assertThatThrownBy(() -> onAPlainThread(() -> method.accept(member)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("There is no HTTP request on this thread, so there is no current Circle member. Call"
                            + " CircleMember.capture() on the request's thread and hand over its result: to"
                            + " MemberApi.as(…), MemberAuthorization.as(…), or for rx() and async() of JAX-RS"
                            + " new MemberAuthorizationFilter(authorization.as(…)).");
        }
    }

    @Test
    void membersSessionsEndOnAThreadWithoutARequest() throws Throwable {
        deployment.switchOn(Site.class);
        try (SeContainer container = Deployment.container()) {
            CircleSessions sessions = container.select(CircleSessions.class).get();
            MemberIdentity nobody = MemberIdentity.communityMemberId(7);
            assertThatThrownBy(() -> sessions.end(nobody))
                    .as("before the start")
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("circle-auth is not switched on in this application");

            deployment.start();

            onAPlainThread(() -> assertThat(sessions.end(nobody))
                    .isEqualTo(new CircleSessions.Ended(0, CircleSessions.Scope.THIS_SERVER)));
        }
    }

    @Test
    void everyMethodIsTriedAbove() {
        assertThat(everyMethod()).hasSameSizeAs(Arrays.asList(CircleMember.class.getMethods()));
    }

    private static void onAPlainThread(Runnable work) throws Throwable {
        AtomicReference<Throwable> failure = new AtomicReference<>();
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
        try (SeContainer container = Deployment.container()) {
            deployment.start();

            assertThat(ContextAttributes.runtime(deployment.context)).isNull();
            assertThatThrownBy(() -> container.select(CircleMember.class).get().isPresent())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("not switched on", "@CircleAuth", "web.xml", "CircleAuthFilter.register");
        }
    }

    @Test
    void whereTheLibraryIsOffAWrongConfigurationIsIgnored() {
        configure("request-wait", "soon");
        try (SeContainer container = Deployment.container()) {
            deployment.start();

            assertThat(deployment.attributes).isEmpty();
        }
    }

    @Test
    void whereItIsOnTheRuntimeStartsWithTheApplicationAndItsThreadsEndWithIt() throws Exception {
        deployment.switchOn(Site.class);
        try (SeContainer container = Deployment.container()) {
            deployment.start();

            assertThat(ContextAttributes.runtime(deployment.context)).isNotNull();
            assertThat(threads()).isNotEmpty();
        }
        assertThat(threads()).isEmpty();
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("circle-auth") && name.contains("/stub"));
    }

    /** GlassFish 8 logs a SEVERE line for an observer that needs the bean, before the naming context exists. */
    @Test
    void theObserversNeedNoBean() {
        assertThat(CircleAuthBeans.class.getDeclaredMethods())
                .filteredOn(method -> Arrays.stream(method.getParameters())
                        .anyMatch(parameter -> parameter.isAnnotationPresent(Observes.class)))
                .isNotEmpty()
                .allMatch(method -> Modifier.isStatic(method.getModifiers()));
    }

    @Test
    void aWrongConfigurationFailsTheStart() throws Exception {
        deployment.switchOn(Site.class);
        configure("request-wait", "soon");
        try (SeContainer container = Deployment.container()) {
            assertThatThrownBy(() -> deployment.start())
                    .hasMessageContainingAll(
                            "2 configuration keys are wrong",
                            "circle.auth.api-token is missing",
                            "circle.auth.request-wait");
        }
    }

    @Test
    void aMissingIdentityFailsTheStart() throws Exception {
        deployment.switchOn(SiteWithoutIdentity.class);
        try (SeContainer container = Deployment.container()) {
            assertThatThrownBy(() -> deployment.start()).hasMessageContaining("circle.auth.identity is missing");
        }
    }

    @Test
    void aMissingIdentityFailsTheStartEvenIfTheClientWasUsedBefore() throws Exception {
        deployment.switchOn(SiteWithoutIdentity.class);
        try (SeContainer container = Deployment.container()) {
            CircleAuthClient client = container.select(CircleAuthClient.class).get();
            assertThatThrownBy(() -> client.getMemberAPITokenFromEmail(" "))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThatThrownBy(() -> deployment.start()).hasMessageContaining("circle.auth.identity is missing");
        }
    }

    @Test
    void twoResolversFailTheStartWithASentence() throws Exception {
        deployment.switchOn(Site.class);
        try (SeContainer container = Deployment.container(Resolver.class, AnotherResolver.class)) {
            assertThatThrownBy(() -> deployment.start()).hasMessageContaining("several MemberIdentityResolver beans");
        }
    }

    @Test
    void theAnnotationNamesTheIdentity() throws Exception {
        deployment.switchOn(Site.class);

        assertThat(memberOf("1001")).isEqualTo(1001);
    }

    @Test
    void theKeyWinsOverTheAnnotation() throws Exception {
        deployment.switchOn(Site.class);

        assertThat(memberOf("ada@example.com", "identity", "verified-email")).isEqualTo(1001);
    }

    @Test
    void aResolverBeanWinsOverTheKey() throws Exception {
        deployment.switchOn(Site.class);
        assertThat(memberOf(new Class<?>[] {Resolver.class}, "ada@example.com", "identity", "verified-email"))
                .isEqualTo(1002);
    }

    private long memberOf(String principal, String... keysAndValues) {
        return memberOf(new Class<?>[0], principal, keysAndValues);
    }

    /** Starts the application with a sandbox. Returns the id of the member whose tokens a signed-in request gets. */
    private long memberOf(Class<?>[] beans, String principal, String... keysAndValues) {
        try (Sandbox sandbox = Sandbox.start()) {
            configure(Stream.concat(
                            Stream.of(
                                    "api-token",
                                    "sandbox-app-token",
                                    "base-url",
                                    sandbox.uri().toString(),
                                    // Longer than any machine takes.
                                    "connect-timeout",
                                    "PT1M",
                                    "call-timeout",
                                    "PT1M",
                                    "request-wait",
                                    "PT1M"),
                            Arrays.stream(keysAndValues))
                    .toArray(String[]::new));
            try (SeContainer container = Deployment.container(beans)) {
                deployment.start();
                CircleAuthRuntime runtime = ContextAttributes.runtime(deployment.context);
                assertThat(runtime).isNotNull();
                HttpServletRequest request = Deployment.request(principal);
                return new RequestMember(() -> runtime.memberOf(request)).communityMemberId();
            }
        }
    }
}
