package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.shiro.mgt.DefaultSecurityManager;
import org.apache.shiro.subject.SimplePrincipalCollection;
import org.apache.shiro.subject.Subject;
import org.apache.shiro.util.ThreadContext;
import org.apache.shiro.web.servlet.ShiroHttpServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pac4j.core.profile.CommonProfile;
import org.pac4j.jee.util.Pac4JHttpServletRequestWrapper;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestWrapper;

/** The requests with which the filters of pac4j, Shiro and Spring Security wrap the container's. */
class WrappersOfLibrariesTest {

    private final OneApplication application = new OneApplication(
            new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ZERO, true, Optional.empty()));
    private final StubSession session = application.session("s1");
    private final StubRequest containers = new StubRequest(null, session);

    @AfterEach
    void forgetUsers() {
        ThreadContext.remove();
        SecurityContextHolder.clearContext();
    }

    private CircleMember member() {
        return application.member(containers);
    }

    private void serve(HttpServletRequest wrapper, Consumer<HttpServletRequest> page) {
        application.server.serve(wrapper, page);
    }

    private void assertServed(HttpServletRequest wrapper, long id) {
        serve(wrapper, passed -> assertThat(member().communityMemberId()).isEqualTo(id));
    }

    private HttpServletRequest pac4j(String userName) {
        CommonProfile profile = new CommonProfile();
        profile.setId("the-id");
        profile.addAttribute("username", userName);
        return new Pac4JHttpServletRequestWrapper(containers, List.of(profile));
    }

    @Test
    void pac4jsUserIsTheMemberByTheProfilesUserName() {
        for (int i = 0; i < 3; i++) {
            assertServed(pac4j("1001"), 1001);
        }
        assertThat(application.obtains()).isEqualTo(1);

        assertServed(pac4j("1002"), 1002);
        serve(new Pac4JHttpServletRequestWrapper(containers, List.of()), passed -> {});

        assertThat(application.alive()).isEmpty();
    }

    private static void signInToShiro(Object primaryPrincipal) {
        DefaultSecurityManager manager = new DefaultSecurityManager();
        ThreadContext.bind(manager);
        ThreadContext.bind(new Subject.Builder(manager)
                .principals(new SimplePrincipalCollection(primaryPrincipal, "realm"))
                .authenticated(true)
                .sessionCreationEnabled(false)
                .buildSubject());
    }

    private HttpServletRequest shiro() {
        return new ShiroHttpServletRequest(containers, application.server.context, true);
    }

    private record Account(long number) {
        @Override
        public String toString() {
            return Long.toString(number);
        }
    }

    @Test
    void shirosUserIsTheMemberByTheTextOfThePrimaryPrincipal() {
        signInToShiro("1001");
        assertServed(shiro(), 1001);
        signInToShiro(new Account(1002));
        assertServed(shiro(), 1002);
        ThreadContext.unbindSubject();

        serve(shiro(), passed -> {});

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void onAnotherThreadShirosUserIsUnknownAndNothingEnds() {
        signInToShiro("1001");
        serve(shiro(), passed -> {
            assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> member().isPresent())
                            .join())
                    .hasRootCauseInstanceOf(org.apache.shiro.UnavailableSecurityManagerException.class);
            assertThat(member().isPresent()).isTrue();
        });

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    private static void signInToSpring(Authentication authentication) {
        SecurityContextHolder.getContext().setAuthentication(authentication);
    }

    private HttpServletRequest spring() {
        return new SecurityContextHolderAwareRequestWrapper(containers, "ROLE_");
    }

    @Test
    void springsUserIsTheMemberByTheNameOfTheAuthentication() {
        signInToSpring(UsernamePasswordAuthenticationToken.authenticated("1001", null, List.of()));
        assertServed(spring(), 1001);
        signInToSpring(UsernamePasswordAuthenticationToken.authenticated("1002", null, List.of()));
        assertServed(spring(), 1002);

        signInToSpring(new AnonymousAuthenticationToken(
                "key", "anonymousUser", List.of(new SimpleGrantedAuthority("ROLE_ANONYMOUS"))));
        serve(spring(), passed -> assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS));

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void onAnotherThreadSpringsUserIsUnknownAndNothingEnds() {
        signInToSpring(UsernamePasswordAuthenticationToken.authenticated("1001", null, List.of()));

        serve(spring(), passed -> {
            assertThat(CompletableFuture.supplyAsync(() -> member().whyAbsent()).join())
                    .contains(Absence.ANONYMOUS);
            assertThat(member().isPresent()).isTrue();
        });

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }
}
