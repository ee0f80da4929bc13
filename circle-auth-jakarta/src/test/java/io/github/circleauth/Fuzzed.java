package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** A bound for every fuzzed input: the work for it allocates memory in proportion to its length. */
public final class Fuzzed {

    /** The buffers of a provider. */
    private static final long CONSTANT = 1 << 20;

    private static final long FOR_EACH_CHARACTER = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzzed() {}

    /**
     * Uses an input, twice: the first time may load classes.
     *
     * @param length its length
     */
    public static void use(int length, Runnable use) {
        use.run();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        use.run();
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("bytes for an input of %s", length)
                .isLessThan(CONSTANT + FOR_EACH_CHARACTER * length);
    }
}
