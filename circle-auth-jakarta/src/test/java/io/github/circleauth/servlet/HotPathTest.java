package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.circleauth.TokenState;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
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
        CircleAuthFilter filter = application.server.filter();
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

    @Test
    void theMeterSeesWhatAnApplicationAllocates() throws Exception {
        FilterChain chain = (passed, passedResponse) -> allocated = new byte[16];
        signInAndWarmUp(chain);

        assertThat(bytesAllocated(REQUESTS, chain)).isGreaterThanOrEqualTo(16L * REQUESTS);
        assertThat(allocated).isNotNull();
    }
}
