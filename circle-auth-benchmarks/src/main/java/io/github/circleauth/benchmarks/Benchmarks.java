package io.github.circleauth.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs all parts, keeps the raw data, and draws tables and charts from them: {@code ./mvnw -Pbenchmarks -pl
 * circle-auth-benchmarks -am verify}.
 */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * Runs the benchmarks.
     *
     * @param args {@code full}, {@code quick}, or {@code draw} to draw the last full run again; the folder of the raw data; the folder of the documentation; and the
     *     parts, all of them if none is named
     */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("draw")) {
            new PerformancePage(Path.of(args[2])).write(new Report(RawData.read(Path.of(args[1]))));
            return;
        }
        Length length = args[0].equals("full") ? Length.FULL : Length.QUICK;
        Path results = Path.of(args[1]);
        Path docs = Path.of(args[2]);
        List<String> chosen = List.of(args).subList(3, args.length);
        RawData data = new RawData();
        data.note("machine", Machine.line());
        data.note("started", Instant.now().truncatedTo(ChronoUnit.SECONDS));
        HitPart hit = new HitPart(length);
        double loadBefore = Machine.load();
        double othersBefore = Machine.usedByOthers();
        double floorBefore = hit.floor();
        for (Map.Entry<String, Part> part : parts(hit, length).entrySet()) {
            if (chosen.isEmpty() || chosen.contains(part.getKey())) {
                System.out.println("Measuring " + part.getKey());
                part.getValue().measure(data);
            }
        }
        double floorAfter = hit.floor();
        data.note(new Conditions(
                Machine.processors(),
                loadBefore,
                Machine.load(),
                othersBefore,
                Machine.usedByOthers(),
                floorBefore,
                floorAfter));
        data.note("ended", Instant.now().truncatedTo(ChronoUnit.SECONDS));
        Report report = new Report(data);
        System.out.println(report.text());
        keep(data, report, length, results, docs);
    }

    /** Keeps the raw data, and puts the tables into the documentation, if the run is worth it. */
    private static void keep(RawData data, Report report, Length length, Path results, Path docs) throws IOException {
        Path last = Path.of("target", "last-run");
        data.write(last);
        if (length != Length.FULL || !report.isComparable()) {
            System.out.println("The documentation stays as it is. The raw data is in " + last.toAbsolutePath() + ".");
            return;
        }
        data.write(results);
        new PerformancePage(docs).write(report);
    }

    private static Map<String, Part> parts(HitPart hit, Length length) {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put(HitPart.NAME, hit);
        parts.put(StampedePart.NAME, new StampedePart(length));
        parts.put(LogoutPart.NAME, new LogoutPart(length));
        parts.put(WirePart.NAME, new WirePart(length));
        parts.put(WavePart.NAME, new WavePart(length));
        parts.put(ProxyPart.NAME, new ProxyPart(length));
        parts.put(OpenIdPart.NAME, new OpenIdPart(length));
        parts.put(RevocationPart.NAME, new RevocationPart(length));
        parts.put(LedgerPart.NAME, new LedgerPart(length));
        parts.put(SizePart.NAME, new SizePart());
        parts.put(CallsPart.NAME, new CallsPart(length));
        parts.put(OutagePart.NAME, new OutagePart(length));
        return parts;
    }
}
