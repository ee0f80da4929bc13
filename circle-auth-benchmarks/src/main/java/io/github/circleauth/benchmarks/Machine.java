package io.github.circleauth.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The machine that a run uses. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Path CPU_TIMES = Path.of("/proc/stat");
    private static final long PAUSE_MILLIS = 3_000;

    private Machine() {}

    /** Returns the machine and its software in one line. */
    static String line() {
        return String.join(
                ", ",
                processor(),
                processors() + " processors",
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    private static String processor() {
        return Files.isReadable(CPU_INFO)
                ? lines(CPU_INFO).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"))
                : System.getProperty("os.arch");
    }

    static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Returns the load average of one minute. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Pauses, and returns which share of the processors other programs used in the time; 0 where that is not known. */
    static double usedByOthers() {
        if (!Files.isReadable(CPU_TIMES)) {
            return 0;
        }
        long[] before = cpuTimes();
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        long[] after = cpuTimes();
        double all = after[0] - before[0];
        return (all - (after[1] - before[1])) / all;
    }

    /** Returns the time of all processors, and the idle part of it (proc(5): the fourth and fifth number). */
    private static long[] cpuTimes() {
        long[] times = Arrays.stream(lines(CPU_TIMES).get(0).split(" +"))
                .skip(1)
                .mapToLong(Long::parseLong)
                .toArray();
        return new long[] {Arrays.stream(times).limit(8).sum(), times[3] + times[4]};
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
