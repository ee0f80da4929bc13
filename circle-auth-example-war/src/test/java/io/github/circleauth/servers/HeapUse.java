package io.github.circleauth.servers;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The memory in use of a server's JVM after a collection, in bytes.
 *
 * @param heap all objects
 * @param direct buffers outside the heap
 * @param byClass the objects by class, without what they refer to
 */
record HeapUse(long heap, long direct, long threads, Map<String, Long> byClass) {

    private static final double MB = 1_000_000;
    private static final int LARGEST = 8;

    private static final Pattern OF_CLASS = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    static HeapUse of(ProbeClient server) {
        // After the first collection, cleaners run that free more.
        server.steps("heap");
        return parse(server.steps("heap"));
    }

    private static HeapUse parse(List<String> lines) {
        Map<String, Long> byClass = new HashMap<>();
        long heap = 0;
        long direct = 0;
        long threads = 0;
        for (String line : lines) {
            Matcher ofClass = OF_CLASS.matcher(line);
            Matcher total = TOTAL.matcher(line);
            if (ofClass.matches()) {
                byClass.merge(ofClass.group(2), Long.parseLong(ofClass.group(1)), Long::sum);
            } else if (total.matches()) {
                heap = Long.parseLong(total.group(1));
            } else if (line.startsWith("direct ")) {
                direct = Long.parseLong(line.substring("direct ".length()));
            } else if (line.startsWith("threads ")) {
                threads = Long.parseLong(line.substring("threads ".length()));
            }
        }
        return new HeapUse(heap, direct, threads, byClass);
    }

    private long of(String packageName) {
        return byClass.entrySet().stream()
                .filter(each -> each.getKey().startsWith(packageName))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns by how many megabytes this is more than before, within the heap and outside. */
    double megabytesMoreThan(HeapUse before) {
        return (heap + direct - before.heap - before.direct) / MB;
    }

    static String head() {
        return String.format(
                "%-42s %8s %10s %8s %18s %25s",
                "after a collection",
                "heap MB",
                "direct MB",
                "threads",
                "io.github.circleauth",
                "jdk.internal.net.http MB");
    }

    String row(String label) {
        return String.format(
                Locale.ROOT,
                "%-42s %8.1f %10.1f %8d %21.1f %22.1f",
                label,
                heap / MB,
                direct / MB,
                threads,
                of("io.github.circleauth.") / MB,
                of("jdk.internal.net.http.") / MB);
    }

    /** Returns the classes of which there is most more than before. */
    String growthSince(HeapUse before) {
        Map<String, Long> growth = new HashMap<>();
        byClass.forEach((name, bytes) -> growth.put(name, bytes - before.byClass.getOrDefault(name, 0L)));
        return growth.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(LARGEST)
                .map(each -> String.format(Locale.ROOT, "%s %.1f", each.getKey(), each.getValue() / MB))
                .collect(Collectors.joining(", "));
    }
}
