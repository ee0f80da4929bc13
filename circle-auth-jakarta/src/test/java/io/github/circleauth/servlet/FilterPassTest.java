package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The passes of one request through the filter: nested, in dispatches, and with asynchronous processing. */
class FilterPassTest extends PrincipalOfRequestTestBase {

    @Test
    void aPassWithinAPassHasItsOwnUserAndTheOuterOneIsPutBack() {
        serve(new Wrapper(containers, "1001"), passed -> {
            serve(
                    new Wrapper((HttpServletRequest) passed, "1002"),
                    forwarded -> assertThat(member().communityMemberId()).isEqualTo(1002));
            assertThat(member().communityMemberId()).isEqualTo(1001);
        });

        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
    }

    @Test
    void aFilterThatIsMappedTwiceOpensOneLease() {
        Wrapper wrapper = new Wrapper(containers, "1001");

        serve(
                wrapper,
                passed -> serve(
                        passed,
                        again -> assertThat(member().communityMemberId()).isEqualTo(1001)));

        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    @Tag("I9")
    void anErrorPageOutsideOfThePassIsAnonymousAndEndsNothing() {
        Wrapper failing = new Wrapper(containers, "1001");
        assertThatThrownBy(() -> serve(failing, passed -> {
                    throw new IllegalArgumentException("the page failed");
                }))
                .hasMessage("the page failed");

        containers.dispatcherType = DispatcherType.ERROR;
        assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void untilAsynchronousProcessingCompletesTheUserStaysTheOneOfThePass() throws Exception {
        serve(new Wrapper(containers, "1001"), passed -> containers.asyncStarted = true);

        assertThat(CompletableFuture.supplyAsync(() -> member().communityMemberId())
                        .get())
                .isEqualTo(1001);
        containers.processing.context().complete();

        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
        assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);
    }

    @Test
    void aPassWithinAnAsynchronousOneIsPutBackAtTheCompletion() {
        serve(new Wrapper(containers, "1001"), passed -> {
            serve(new Wrapper((HttpServletRequest) passed, "1002"), inner -> containers.asyncStarted = true);
        });

        assertThat(member().communityMemberId()).isEqualTo(1002);
        containers.processing.context().complete();

        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
    }

    @Test
    void anAsyncDispatchThroughTheFilterHasAPassOfItsOwn() {
        Wrapper wrapper = new Wrapper(containers, "1001");
        serve(wrapper, passed -> containers.asyncStarted = true);
        wrapper.user = null;

        containers.asyncStarted = false;
        containers.dispatcherType = DispatcherType.ASYNC;
        serve(
                new Wrapper(containers, "1001"),
                passed -> assertThat(member().communityMemberId()).isEqualTo(1001));
        containers.processing.context().complete();

        assertThat(application.obtains()).isEqualTo(1);
        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
    }

    /** Shiro's and Spring Security's wrappers look for the user in a thread-local. */
    @Test
    void aWrapperThatFindsNoUserOnAnotherThreadEndsNothing() throws Exception {
        Thread filters = Thread.currentThread();
        serve(
                new Wrapper(containers, "1001") {
                    @Override
                    public @Nullable Principal getUserPrincipal() {
                        return Thread.currentThread() == filters ? super.getUserPrincipal() : null;
                    }
                },
                passed -> {
                    assertThat(CompletableFuture.supplyAsync(() -> member().whyAbsent())
                                    .join())
                            .contains(Absence.ANONYMOUS);
                    assertThat(member().isPresent()).isTrue();
                });

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    /** The container may use the filter's thread for the rest of an asynchronous request. */
    @Test
    void aWrapperWithoutAUserAfterTheStartOfAsynchronousProcessingEndsNothing() {
        Wrapper wrapper = new Wrapper(containers, "1001");

        serve(wrapper, passed -> containers.asyncStarted = true);
        wrapper.user = null;

        assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void aValueOfTheApplicationUnderTheAttributesNameIsNoUserAndEndsNothing() {
        serveAs("1001");

        for (Object spoofed : new Object[] {"1002", new Wrapper(containers, "1002"), (Principal) () -> "1002"}) {
            containers.setAttribute("io.github.circleauth.pass", spoofed);
            assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);
            serve(
                    new Wrapper(containers, "1001"),
                    passed -> assertThat(member().communityMemberId()).isEqualTo(1001));
            assertThat(containers.getAttribute("io.github.circleauth.pass"))
                    .as("put back")
                    .isSameAs(spoofed);
        }

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void anApplicationThatRemovesTheAttributeIsAnonymousAndEndsNothing() {
        serve(new Wrapper(containers, "1001"), passed -> {
            passed.removeAttribute("io.github.circleauth.pass");
            assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);
        });

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    /** As if the library's filter is mapped to forwards and error pages, and the login's filter is not. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "REQUEST")
    void aDispatchThatTheLoginsFilterDoesNotWrapIsAnonymousAndEndsNothing(DispatcherType type) {
        serve(new Wrapper(containers, "1001"), passed -> {
            containers.dispatcherType = type;
            serve(containers, dispatched -> assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS));
            containers.dispatcherType = DispatcherType.REQUEST;
            assertThat(member().communityMemberId()).isEqualTo(1001);
        });
        containers.dispatcherType = type;
        serve(containers, dispatched -> {});

        assertThat(application.alive()).containsExactly(1001L, 1001L);
        assertThat(application.obtains()).isEqualTo(1);
    }
}
