package io.github.circleauth.member;

import io.github.circleauth.CircleProtocolException;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing, in each of Circle's ways of paging: a bare array is the only page; most listings count pages; those
 * with {@code next_search_after} go on behind a value; chat messages go on from an id, in one of two directions.
 *
 * @param target the request of this page
 * @param number the number that a counted page must have; null for the first page
 * @param lastId the id of the last message on the previous page; null for the first page
 */
record ListingPage(
        MemberTarget target,
        @Nullable Long number,
        @Nullable Long lastId) {

    private static final String PAGE = "page";
    private static final String SEARCH_AFTER = "search_after[]";

    /**
     * Returns the first page to be read, at which the query begins.
     *
     * @throws IllegalArgumentException if the query has a {@code page} that is no number from 1
     */
    static ListingPage first(MemberTarget target) {
        if (target.value(PAGE).filter(page -> !page.matches("[1-9][0-9]{0,17}")).isPresent()) {
            throw new IllegalArgumentException("The query parameter page is the page at which a stream begins:"
                    + " a number from 1. Leave it out for all pages.");
        }
        return new ListingPage(target, null, null);
    }

    /**
     * Returns the records of this page.
     *
     * @throws CircleProtocolException if the response is no listing
     */
    List<JsonValue> records(JsonValue response) {
        if (response instanceof JsonArray all) {
            return all;
        }
        JsonObject listing = listing(response);
        List<JsonValue> records = listing.getJsonArray("records");
        if (!hasMessages(listing)) {
            return records;
        }
        boolean older = goesToOlder(listing);
        List<JsonValue> unseen = records.stream()
                .filter(message -> lastId == null || (older ? id(message) < lastId : id(message) > lastId))
                .toList();
        return older
                ? unseen.stream()
                        .sorted(Comparator.comparingLong(this::id).reversed())
                        .toList()
                : unseen;
    }

    /**
     * Returns the page behind this one, or null if this is the last.
     *
     * @throws CircleProtocolException if there is one, and the response doesn't say which
     */
    @Nullable ListingPage next(JsonValue response) {
        if (response instanceof JsonArray) {
            return null;
        }
        JsonObject listing = listing(response);
        if (listing.getJsonArray("records").isEmpty()) {
            return null;
        }
        if (hasMessages(listing)) {
            return nextMessages(listing);
        }
        Optional<JsonArray> searchAfter = searchAfter(listing);
        if (!listing.getBoolean("has_next_page", !listing.containsKey("has_next_page") && searchAfter.isPresent())) {
            return null;
        }
        return searchAfter.isPresent() ? behind(searchAfter.get()) : nextNumber(listing);
    }

    /**
     * Returns what distinguishes a page from any other: the ids of its records, if all have one, since other values, such as
     * signed addresses of images, differ each time.
     */
    static String content(JsonValue response) {
        List<JsonValue> records =
                response instanceof JsonObject listing ? listing.getJsonArray("records") : response.asJsonArray();
        List<JsonValue> ids = records.stream()
                .map(each ->
                        each instanceof JsonObject object ? object.getOrDefault("id", JsonValue.NULL) : JsonValue.NULL)
                .toList();
        return (ids.contains(JsonValue.NULL) ? records : ids).toString();
    }

    private JsonObject listing(JsonValue response) {
        if (response instanceof JsonObject listing && listing.get("records") instanceof JsonArray) {
            return listing;
        }
        throw failure("is no listing: it is neither an array nor has it records");
    }

    private ListingPage nextNumber(JsonObject listing) {
        if (!target.value(SEARCH_AFTER).isEmpty()) {
            throw failure("has a next page, and no next_search_after that says where");
        }
        long requested = number != null
                ? number
                : target.value(PAGE).map(Long::parseLong).orElse(1L);
        long sent = whole(listing.get(PAGE)).orElse(requested);
        if (number != null && sent != requested) {
            throw failure("is page " + sent + " where page " + requested + " was requested");
        }
        return new ListingPage(target.with(PAGE, sent + 1), sent + 1, null);
    }

    /** Leaves the number out: Circle counts pages from this value on, so that a number would skip some. */
    private ListingPage behind(JsonArray searchAfter) {
        List<String> values = searchAfter.stream()
                .map(value -> value instanceof JsonString text ? text.getString() : value.toString())
                .toList();
        return new ListingPage(target.without(PAGE).without("search_after").with(SEARCH_AFTER, values), null, null);
    }

    private static Optional<JsonArray> searchAfter(JsonObject listing) {
        JsonValue meta = listing.get("meta");
        JsonValue value = listing.get("next_search_after");
        if (!(value instanceof JsonArray) && meta instanceof JsonObject inside) {
            value = inside.get("next_search_after");
        }
        return value instanceof JsonArray values && !values.isEmpty() ? Optional.of(values) : Optional.empty();
    }

    /** Returns whether a listing has chat messages, which are around an id instead of on a page. */
    private static boolean hasMessages(JsonObject listing) {
        return !listing.containsKey(PAGE)
                && (listing.containsKey("first_id") || listing.containsKey("has_previous_page"));
    }

    /** Without an id the newest messages come first, and the stream goes back from there. */
    private boolean goesToOlder(JsonObject listing) {
        return target.value("next_per_page").filter("0"::equals).isPresent()
                || (target.value("id").isEmpty() && !listing.getBoolean("has_next_page", false));
    }

    private @Nullable ListingPage nextMessages(JsonObject listing) {
        boolean older = goesToOlder(listing);
        if (!listing.getBoolean(older ? "has_previous_page" : "has_next_page", false)) {
            return null;
        }
        LongStream ids = listing.getJsonArray("records").stream().mapToLong(this::id);
        long last = older ? ids.min().getAsLong() : ids.max().getAsLong();
        return new ListingPage(
                target.with("id", last).with(older ? "next_per_page" : "previous_per_page", 0), null, last);
    }

    private long id(JsonValue message) {
        return message instanceof JsonObject object && whole(object.get("id")).isPresent()
                ? whole(object.get("id")).getAsLong()
                : failUnordered();
    }

    private long failUnordered() {
        throw failure("has a message without an id");
    }

    private static OptionalLong whole(@Nullable JsonValue value) {
        try {
            return value instanceof JsonNumber number ? OptionalLong.of(number.longValueExact()) : OptionalLong.empty();
        } catch (ArithmeticException | NumberFormatException outOfRange) {
            return OptionalLong.empty();
        }
    }

    /** Returns the failure of a listing that can't be read on. */
    CircleProtocolException failure(String reason) {
        return new CircleProtocolException("Circle's response to GET " + target.path() + " " + reason + ".", null);
    }
}
