package io.github.circleauth.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The page of a list that a request names.
 *
 * @param number the page number, from 1
 * @param size the number of records per page
 * @param sort the requested order, or {@code latest}
 */
record PageRequest(int number, int size, String sort) {

    private static final int MAX_SIZE = 100;

    /** Reads the page from the query. A missing or invalid parameter has its default. */
    static PageRequest of(SandboxRequest request, int defaultSize) {
        Map<String, String> parameters = request.queryParameters();
        return new PageRequest(
                positive(parameters.get("page"), 1),
                Math.min(MAX_SIZE, positive(parameters.get("per_page"), defaultSize)),
                parameters.getOrDefault("sort", "latest"));
    }

    /** Returns a parameter that is a number from 0 to a maximum; a larger one is the maximum. */
    static Optional<Long> number(SandboxRequest request, String name, long max) {
        String text = request.queryParameters().getOrDefault(name, "");
        return text.matches("[0-9]{1,18}") ? Optional.of(Math.min(max, Long.parseLong(text))) : Optional.empty();
    }

    /** Returns the records of this page. */
    <T> List<T> recordsOf(List<T> all) {
        long from = Math.min(all.size(), (number - 1L) * size);
        return all.subList((int) from, (int) Math.min(all.size(), from + size));
    }

    boolean hasNext(List<?> all) {
        return (long) number * size < all.size();
    }

    /** Returns the number of pages. */
    int pageCount(List<?> all) {
        return (all.size() + size - 1) / size;
    }

    private static int positive(@Nullable String text, int defaultValue) {
        return text != null && text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : defaultValue;
    }
}
