package io.github.circleauth.example;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page number and order of a list of posts. An invalid request parameter counts as absent. */
public record Paging(int page, Sort sort) {

    /** The number of posts on a page. */
    public static final int SIZE = 10;

    private static final Pattern PAGE = Pattern.compile("[1-9][0-9]{0,5}");

    /** An order that Circle supports; its name there is the constant's name in lower case. */
    public enum Sort {
        LATEST("Latest"),
        POPULAR("Popular"),
        OLDEST("Oldest"),
        ALPHABETICAL("A to Z");

        private final String label;

        Sort(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /** Returns Circle's name of the order. */
        public String value() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Paging of(HttpServletRequest request) {
        return of(request.getParameter("page"), request.getParameter("sort"));
    }

    static Paging of(@Nullable String page, @Nullable String sort) {
        return new Paging(
                page != null && PAGE.matcher(page).matches() ? Integer.parseInt(page) : 1,
                List.of(Sort.values()).stream()
                        .filter(each -> each.value().equals(sort))
                        .findFirst()
                        .orElse(Sort.LATEST));
    }

    Map<String, String> query() {
        return Map.of("page", Integer.toString(page), "per_page", Integer.toString(SIZE), "sort", sort.value());
    }

    public List<Sort> sorts() {
        return List.of(Sort.values());
    }
}
