package io.github.circleauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param file the Markdown file
 * @param text its text
 */
public record DocsPage(Path file, String text) {

    private static final Path ROOT = Path.of("..");

    /** Reads a page in {@code docs}. */
    public static DocsPage named(String name) {
        return of(ROOT.resolve("docs").resolve(name));
    }

    /** Reads all pages, README included. */
    static List<DocsPage> all() {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(DocsPage::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DocsPage of(Path file) {
        return new DocsPage(file, read(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the Java declarations of the page that a source file does not have, compared without layout. */
    public List<String> javaNotIn(Path sourceFile) {
        String source = withoutLayout(read(sourceFile));
        return javaDeclarations().filter(code -> !source.contains(code)).toList();
    }

    /** Returns the Java declarations of the page, without layout: blocks are separated at their blank lines. */
    public Stream<String> javaDeclarations() {
        return javaBlocks()
                .flatMap(block -> Stream.of(block.split("\n\n(?=\\S)")))
                .map(DocsPage::withoutLayout);
    }

    /** Returns the blocks of Java code as they are printed. */
    Stream<String> javaBlocks() {
        return Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(text)
                .results()
                .map((MatchResult block) -> block.group(1));
    }

    private static String withoutLayout(String code) {
        return code.replaceAll("\\s+", "");
    }

    /** Returns the anchors of the page's headings, as GitHub makes them. */
    List<String> anchors() {
        return Pattern.compile("(?m)^#+ (.*)$")
                .matcher(text.replaceAll("(?s)```.*?```", ""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** Returns the targets of the page's links that are no web addresses. */
    List<String> relativeLinks() {
        return Pattern.compile("\\]\\(([^)\\s]+)\\)")
                .matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.contains("://"))
                .toList();
    }
}
