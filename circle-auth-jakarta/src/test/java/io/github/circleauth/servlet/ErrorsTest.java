package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.session.Leases;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Collaborators that throw an {@code Error}, as where a class is missing. */
@Tag("L3")
class ErrorsTest {

    private boolean fails;

    @Test
    void afterAnErrorOfTheResolverAnotherUsersTokensDoNotLiveOn() {
        OneApplication application = new OneApplication(OneApplication.DEFAULTS, caller -> {
            if (fails) {
                throw new NoClassDefFoundError("of the application");
            }
            return Optional.of(MemberIdentity.communityMemberId(Long.parseLong(caller.getName())));
        });
        StubSession session = application.session("s1");
        application.serve(new StubRequest("1001", session));
        assertThat(application.alive()).containsOnly(1001L);
        fails = true;

        assertThatThrownBy(() -> application.serve(new StubRequest("1002", session)))
                .isInstanceOf(NoClassDefFoundError.class);

        assertThat(application.alive()).isEmpty();
        fails = false;
        application.serve(new StubRequest("1002", session));
        assertThat(application.alive()).containsOnly(1002L);
    }

    @Test
    void afterAnErrorOfARequestToCircleTheNextRenewalStarts() {
        OneApplication application = new OneApplication(
                OneApplication.DEFAULTS,
                new Hooks() {
                    @Override
                    public void beforeEffect() {
                        if (fails) {
                            throw new NoClassDefFoundError("of the server");
                        }
                    }
                },
                Leases::new);
        application.atOnce = false;
        fails = true;
        StubRequest request = new StubRequest("1001", application.session("s1"));
        application.serve(request);
        assertThatThrownBy(application.queued.remove(0)::run).isInstanceOf(NoClassDefFoundError.class);
        fails = false;
        application.circle.clock().advance(Duration.ofMinutes(2));

        application.serve(request);
        application.queued.remove(0).run();

        assertThat(application.member(request).isPresent()).isTrue();
    }

    @Test
    void anErrorOfTheResolverOnTheWayBackHarmsNoResponse() {
        OneApplication application = new OneApplication(OneApplication.DEFAULTS, caller -> {
            if (fails) {
                throw new NoClassDefFoundError("of the application");
            }
            return Optional.of(MemberIdentity.communityMemberId(Long.parseLong(caller.getName())));
        });
        StubRequest signsIn = new StubRequest(null, application.session("s1"));

        try (Logged log = Logged.by(CircleAuthRuntime.class)) {
            fails = true;
            application.serve(signsIn, passed -> passed.loginAs("1001"));

            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0021");
        }
        fails = false;
        application.serve(new StubRequest("1001", signsIn.getSession(false)));
        assertThat(application.alive()).containsOnly(1001L);
    }

    @Test
    void anErrorOfAWrapperWhoseUserIsOfNoAccountHarmsNoRequest() {
        OneApplication application = new OneApplication(OneApplication.DEFAULTS);
        PrincipalOfRequestTestBase.Wrapper wrapper =
                new PrincipalOfRequestTestBase.Wrapper(new StubRequest(null, application.session("s1")), null) {
                    @Override
                    public Principal getUserPrincipal() {
                        throw new NoClassDefFoundError("of the application");
                    }
                };
        List<Object> served = new ArrayList<>();

        application.server.serve(wrapper, served::add);

        assertThat(served).hasSize(1);
    }
}
