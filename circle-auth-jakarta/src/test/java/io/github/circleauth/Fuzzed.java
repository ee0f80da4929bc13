package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** A bound for every fuzzed input: the work for it allocates memory in proportion to its length. */
public final class Fuzzed {

    /** The buffers of a provider. */
    private static final long CONSTANT = 1 << 20;

    private static final long FOR_EACH_CHARACTER = 2_000;
    private static final int USES = 4;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Fuzzed() {}

    /**
     * Uses an input until the work for it stays within the bound, at most {@value #USES} times: the first uses may load classes,
     * which Jazzer then instruments on this thread.
     *
     * @param length its length
     */
    public static void use(int length, Runnable use) {
        long bound = CONSTANT + FOR_EACH_CHARACTER * length;
        long allocated = bound;
        for (int i = 0; i < USES && allocated >= bound; i++) {
            allocated = allocatedBy(use);
        }
        assertThat(allocated).as("bytes for an input of %s", length).isLessThan(bound);
    }

    private static long allocatedBy(Runnable use) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        use.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
