package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The catalogue of threats on the wire has 25 rows, and each has a test whose name begins with the row's number. Rows
 * {@code N} concern the network, rows {@code P} the content of Circle's responses.
 */
class ThreatRowsTest {

    private static final Set<String> ROWS = Stream.concat(
                    IntStream.rangeClosed(1, 14).mapToObj(i -> "N" + i),
                    IntStream.rangeClosed(1, 11).mapToObj(i -> "P" + i))
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern NUMBERED_TEST = Pattern.compile("([A-Z][0-9]+)_.+");

    private static Set<String> rowsIn(Stream<String> testNames) {
        return testNames
                .map(NUMBERED_TEST::matcher)
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static List<String> testNames() throws Exception {
        Path root = Path.of(ThreatRowsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(root::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .flatMap(ThreatRowsTest::testNames)
                    .toList();
        }
    }

    private static Stream<String> testNames(String className) {
        try {
            Class<?> type = Class.forName(className, false, ThreatRowsTest.class.getClassLoader());
            return Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                    .filter(method -> !isDisabled(method))
                    .map(Method::getName);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isDisabled(Method method) {
        return AnnotationSupport.isAnnotated(method, Disabled.class)
                || AnnotationSupport.isAnnotated(method.getDeclaringClass(), Disabled.class);
    }

    @Test
    void eachRowHasATestWithItsNumber() throws Exception {
        assertThat(without(ROWS, rowsIn(testNames().stream()))).isEmpty();
    }

    @Test
    void noTestHasTheNumberOfAMissingRow() throws Exception {
        assertThat(without(rowsIn(testNames().stream()), ROWS)).isEmpty();
    }

    @Test
    void aRowWithoutATestIsDetected() throws Exception {
        List<String> names = testNames();
        for (String row : ROWS) {
            Stream<String> others = names.stream().filter(name -> !name.startsWith(row + "_"));

            assertThat(without(ROWS, rowsIn(others))).containsExactly(row);
        }
    }

    @Test
    void aTestOfAMissingRowIsDetected() throws Exception {
        List<String> names = new ArrayList<>(testNames());
        names.add("N15_isBeyondTheLast");

        assertThat(without(rowsIn(names.stream()), ROWS)).containsExactly("N15");
    }
}
