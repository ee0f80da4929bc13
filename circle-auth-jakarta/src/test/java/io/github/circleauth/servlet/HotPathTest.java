package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.TokenState;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A request with a fresh token costs the garbage collector nothing. */
class HotPathTest {

    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 20_000;
    private static final int REQUESTS = 10_000;
    private static final int ROUNDS = 10;

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final StubRequest request = new StubRequest("1001", application.session("s1"));
    private final StubResponse response = new StubResponse();

    /** Holds what an application allocates, so that no compiler leaves it out. */
    private @Nullable Object allocated;

    private long bytesAllocated(int requests, FilterChain chain) throws IOException, ServletException {
        return bytesAllocated(application, request, requests, chain);
    }

    private long bytesAllocated(OneApplication served, StubRequest request, int requests, FilterChain chain)
            throws IOException, ServletException {
        CircleAuthFilter filter = served.server.filter();
        long before = MEMORY.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < requests; i++) {
            filter.doFilter(request, response, chain);
        }
        return MEMORY.getCurrentThreadAllocatedBytes() - before;
    }

    private void signInAndWarmUp(FilterChain chain) throws IOException, ServletException {
        bytesAllocated(WARM_UP, chain);
        assertThat(application.member(request).state()).isEqualTo(TokenState.FRESH);
    }

    @Test
    void aRequestWithAFreshTokenAllocatesNothing() throws Exception {
        FilterChain chain = (passed, passedResponse) -> {};
        signInAndWarmUp(chain);

        // A JVM that replaces compiled code in a round may allocate a few bytes itself, once. A request that allocates
        // shows in every round.
        long[] rounds = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = bytesAllocated(REQUESTS, chain);
        }
        assertThat(rounds).as("bytes in each round of %s requests", REQUESTS).contains(0);
        assertThat(Arrays.stream(rounds).max().orElseThrow()).isLessThan(REQUESTS);
        assertThat(application.obtains()).isEqualTo(1);
    }

    /** Returns the fewest bytes of a request in several rounds: see above. */
    private long bytesOfOne(OneApplication served, StubRequest request) throws IOException, ServletException {
        FilterChain chain = (passed, passedResponse) -> {};
        bytesAllocated(served, request, WARM_UP, chain);
        long fewest = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            fewest = Math.min(fewest, bytesAllocated(served, request, REQUESTS, chain) / REQUESTS);
        }
        assertThat(served.obtains()).isEqualTo(1);
        return fewest;
    }

    private static OneApplication perUser() {
        Optional<MemberIdentity> ada = Optional.of(MemberIdentity.communityMemberId(1001));
        return new OneApplication(
                new CircleAuthRuntime.Options(
                        true, UrlPatterns.NONE, false, Duration.ZERO, false, Optional.of(Duration.ofMinutes(30))),
                caller -> ada);
    }

    @Test
    void theLookUpOfALeaseWithoutASessionAllocatesNothing() throws Exception {
        // The same principal object in the same request: its identity is known.
        assertThat(bytesOfOne(perUser(), new StubRequest("ada", null))).isZero();
    }

    @Test
    void aRequestWithoutASessionCostsTheMemoryOfItsResolvedCaller() throws Exception {
        StubRequest resolvedEachTime = new StubRequest("ada", null) {
            @Override
            public @Nullable Object getAttribute(String name) {
                return null;
            }
        };

        assertThat(bytesOfOne(perUser(), resolvedEachTime)).isBetween(16L, 64L);
    }

    @Test
    void thePrincipalOfTheRequestCostsTheMemoryOfThePass() throws Exception {
        OneApplication ofRequest = new OneApplication(
                new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ZERO, true, Optional.empty()));
        StubRequest reaching = new StubRequest("1001", ofRequest.session("s1")) {
            private @Nullable Object pass;

            // Without the memory of a map's entry.
            @Override
            public @Nullable Object getAttribute(String name) {
                return name.endsWith("pass") ? pass : super.getAttribute(name);
            }

            @Override
            public void setAttribute(String name, Object value) {
                if (name.endsWith("pass")) {
                    pass = value;
                } else {
                    super.setAttribute(name, value);
                }
            }

            @Override
            public void removeAttribute(String name) {
                pass = null;
            }
        };

        assertThat(bytesOfOne(ofRequest, reaching)).isBetween(16L, 40L);
    }

    @Test
    void theMeterSeesWhatAnApplicationAllocates() throws Exception {
        FilterChain chain = (passed, passedResponse) -> allocated = new byte[16];
        signInAndWarmUp(chain);

        assertThat(bytesAllocated(REQUESTS, chain)).isGreaterThanOrEqualTo(16L * REQUESTS);
        assertThat(allocated).isNotNull();
    }
}
