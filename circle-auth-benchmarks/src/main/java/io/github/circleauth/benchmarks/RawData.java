package io.github.circleauth.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** All values of one run, and the files that keep them. */
final class RawData {

    private static final String HEADER = "part,contender,setting,round,unit,value";
    private static final String SAMPLES = "samples.csv";
    private static final String RUN = "run.txt";

    private final List<Sample> samples = new ArrayList<>();

    /** Facts of the run itself, such as the machine. */
    private final TreeMap<String, String> run = new TreeMap<>();

    void add(String part, String contender, String setting, int round, String unit, double value) {
        samples.add(new Sample(part, contender, setting, round, unit, value));
    }

    void note(String name, Object value) {
        run.put(name, value.toString());
    }

    /** Returns the notes of the run. */
    String noted(String name) {
        return Optional.ofNullable(run.get(name))
                .orElseThrow(() -> new IllegalStateException("The raw data has no " + name + "."));
    }

    private double number(String name) {
        return Double.parseDouble(noted(name));
    }

    void note(Conditions conditions) {
        note("processors", conditions.processors());
        note("load before", conditions.loadBefore());
        note("load after", conditions.loadAfter());
        note("others before", conditions.othersBefore());
        note("others after", conditions.othersAfter());
        note("floor before", conditions.floorBefore());
        note("floor after", conditions.floorAfter());
    }

    Conditions conditions() {
        return new Conditions(
                (int) number("processors"),
                number("load before"),
                number("load after"),
                number("others before"),
                number("others after"),
                number("floor before"),
                number("floor after"));
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    /** Returns whether a part was measured. */
    boolean has(String part) {
        return samples.stream().anyMatch(sample -> sample.part().equals(part));
    }

    /** Returns the values of a contender in a setting, by rounds; empty if it was not measured. */
    List<double[]> rounds(String part, String contender, String setting, String unit) {
        TreeMap<Integer, List<Double>> rounds = new TreeMap<>();
        samples.stream()
                .filter(sample -> sample.part().equals(part)
                        && sample.contender().equals(contender)
                        && sample.setting().equals(setting)
                        && sample.unit().equals(unit))
                .forEach(sample -> rounds.computeIfAbsent(sample.round(), round -> new ArrayList<>())
                        .add(sample.value()));
        return rounds.values().stream().map(RawData::array).toList();
    }

    /** Returns the same values without their rounds. */
    double[] values(String part, String contender, String setting, String unit) {
        return array(rounds(part, contender, setting, unit).stream()
                .flatMap(round -> Arrays.stream(round).boxed())
                .toList());
    }

    private static double[] array(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    void write(Path folder) {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        samples.forEach(sample -> lines.add(String.format(
                Locale.ROOT,
                "%s,%s,%s,%d,%s,%s",
                sample.part(),
                sample.contender(),
                sample.setting(),
                sample.round(),
                sample.unit(),
                sample.value())));
        List<String> notes = run.entrySet().stream()
                .map(note -> note.getKey() + ": " + note.getValue())
                .toList();
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(SAMPLES), lines);
            Files.write(folder.resolve(RUN), notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the values of a run; none if there was no run yet. */
    static RawData read(Path folder) {
        RawData data = new RawData();
        if (!Files.exists(folder.resolve(SAMPLES))) {
            return data;
        }
        try {
            Files.readAllLines(folder.resolve(SAMPLES)).stream().skip(1).forEach(data::addLine);
            for (String note : Files.readAllLines(folder.resolve(RUN))) {
                int colon = note.indexOf(": ");
                data.note(note.substring(0, colon), note.substring(colon + 2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return data;
    }

    private void addLine(String line) {
        String[] cells = line.split(",", -1);
        add(cells[0], cells[1], cells[2], Integer.parseInt(cells[3]), cells[4], Double.parseDouble(cells[5]));
    }
}
