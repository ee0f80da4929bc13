package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.CircleMember;
import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.ContextAttributes;
import io.github.circleauth.servlet.RequestMember;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import jakarta.security.enterprise.CallerPrincipal;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When the application's resolver is asked, and what it may inject. */
class ResolvedCallersTest {

    @CircleAuth
    private static final class Site {}

    /** The request's own bean, which another thread does not have. */
    @RequestScoped
    static class Accounts {
        private final Map<String, Long> members = Map.of("ada", 1001L, "u-1", 1001L, "u-2", 1002L);

        Optional<MemberIdentity> of(String name) {
            return Optional.ofNullable(members.get(name)).map(MemberIdentity::communityMemberId);
        }
    }

    @ApplicationScoped
    static class CountingResolver implements MemberIdentityResolver {

        static int asked;
        static Thread askedOn;

        @Inject
        Accounts accounts;

        @Override
        public Optional<MemberIdentity> identityOf(Principal caller) {
            asked++;
            askedOn = Thread.currentThread();
            return accounts.of(subject(caller));
        }

        private static String subject(Principal caller) {
            return Stream.of(new Logins.MicroProfile(), new Logins.WildFly())
                    .flatMap(login -> login.sources().of(caller).stream())
                    .map(claims -> String.valueOf(claims.value("sub")))
                    .findFirst()
                    .orElse(caller.getName());
        }
    }

    private final Sandbox sandbox = Sandbox.start();
    private final Configured configured = new Configured(
            "api-token", "sandbox-app-token",
            "base-url", sandbox.uri().toString(),
            "identity-from", "claim:sub",
            // Longer than any machine takes.
            "connect-timeout", "PT1M",
            "call-timeout", "PT1M",
            "request-wait", "PT1M");
    private final SeContainer container = Deployment.container(CountingResolver.class, Accounts.class);
    private final RequestContextController requestContext =
            container.select(RequestContextController.class).get();
    private final AtomicReference<Principal> user = new AtomicReference<>();
    private final HttpServletRequest request = Deployment.request(user::get);
    private CircleMember member;

    @BeforeEach
    void start() throws Exception {
        CountingResolver.asked = 0;
        Deployment deployment = new Deployment();
        deployment.switchOn(Site.class);
        deployment.start();
        CircleAuthRuntime runtime = ContextAttributes.runtime(deployment.context);
        member = new RequestMember(() -> runtime.memberOf(request));
        requestContext.activate();
    }

    @AfterEach
    void stop() {
        requestContext.deactivate();
        container.close();
        configured.close();
        sandbox.close();
    }

    private long memberAs(Principal caller) {
        user.set(caller);
        return member.communityMemberId();
    }

    private long obtains() {
        return sandbox.audit().calls("/auth_token");
    }

    @ParameterizedTest
    @MethodSource("io.github.circleauth.cdi.ClaimSourcesTest#tokens")
    void aUserWithANewTokenForEachRequestIsResolvedOnce(Logins.Login login) {
        for (int i = 0; i < 10; i++) {
            assertThat(memberAs(login.as("ada", Map.of("sub", "u-1", "jti", "t-" + i))))
                    .isEqualTo(1001);
        }

        assertThat(CountingResolver.asked).isEqualTo(1);
        assertThat(obtains()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("io.github.circleauth.cdi.ClaimSourcesTest#tokens")
    void anotherUserOfTheSameNameInTheSameSessionGetsTheOwnMembersToken(Logins.Login login) {
        assertThat(memberAs(login.as("ada", Map.of("sub", "u-1")))).isEqualTo(1001);

        assertThat(memberAs(login.as("ada", Map.of("sub", "u-2")))).isEqualTo(1002);
        assertThat(CountingResolver.asked).isEqualTo(2);
        assertThat(sandbox.audit().usesForAnotherMember()).isZero();
    }

    @Test
    void aCallerPrincipalIsResolvedOnceAsOneObjectAndElseEachTime() {
        CallerPrincipal ada = new CallerPrincipal("ada");
        for (int i = 0; i < 10; i++) {
            memberAs(ada);
        }
        assertThat(CountingResolver.asked).isEqualTo(1);

        for (int i = 0; i < 10; i++) {
            memberAs(new CallerPrincipal("ada"));
        }
        assertThat(CountingResolver.asked).isEqualTo(11);
        assertThat(obtains()).as("the same identity keeps the lease").isEqualTo(1);
    }

    @Test
    void theResolverIsAskedOnTheRequestsThreadWithTheRequestsBeans() {
        assertThat(memberAs(new CallerPrincipal("ada"))).isEqualTo(1001);
        assertThat(CountingResolver.askedOn).isSameAs(Thread.currentThread());

        requestContext.deactivate();
        assertThatThrownBy(() -> memberAs(new CallerPrincipal("ada")))
                .as("what the resolver throws outside a request")
                .isInstanceOf(ContextNotActiveException.class);
        requestContext.activate();
    }

    @Test
    void theLogSaysThatTheResolverWinsOverAClaim() throws Exception {
        Deployment another = new Deployment("/another");
        another.switchOn(Site.class);
        try (Logged log = Logged.by(IdentitySettings.class);
                SeContainer itsContainer = Deployment.container(CountingResolver.class, Accounts.class)) {
            another.start();

            assertThat(itsContainer.isRunning()).isTrue();
            assertThat(log.warnings())
                    .containsExactly(
                            "CIRCLE-0007: circle.auth.identity-from=claim:sub has no effect: this application has a"
                                    + " MemberIdentityResolver bean, which alone determines its members.");
        }
    }
}
