package io.github.circleauth.sandbox;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list was asked for.
 *
 * @param number counted from 1
 * @param size how many records a page holds
 * @param sort the order asked for, or {@code latest}
 */
record Page(int number, int size, String sort) {

    private static final int LARGEST = 100;

    /** What the query asks for; what it leaves out or writes badly is as if it had said nothing. */
    static Page of(Call call, int usualSize) {
        Map<String, String> fields = Form.fields(call.query());
        return new Page(
                positive(fields.get("page"), 1),
                Math.min(LARGEST, positive(fields.get("per_page"), usualSize)),
                fields.getOrDefault("sort", "latest"));
    }

    <T> List<T> of(List<T> all) {
        long from = Math.min(all.size(), (number - 1L) * size);
        return all.subList((int) from, (int) Math.min(all.size(), from + size));
    }

    boolean hasNext(List<?> all) {
        return (long) number * size < all.size();
    }

    /** How many pages there are. */
    int count(List<?> all) {
        return (all.size() + size - 1) / size;
    }

    private static int positive(@Nullable String text, int otherwise) {
        return text != null && text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : otherwise;
    }
}
