package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.Spliterators;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The records of a listing, page after page. A page is read when its first record is requested. */
final class Pages<T> extends Spliterators.AbstractSpliterator<T> {

    private final Function<MemberTarget, JsonValue> source;
    private final MemberJson json;
    private final Class<T> type;

    /** A digest of each page's content, since a listing whose pages repeat would never end. */
    private final Set<UUID> seen = new HashSet<>();

    private Iterator<JsonValue> records = List.<JsonValue>of().iterator();
    private int index;
    private @Nullable ListingPage next;

    /**
     * Creates the spliterator.
     *
     * @param source reads a page
     * @param first the page to begin with
     */
    Pages(Function<MemberTarget, JsonValue> source, ListingPage first, MemberJson json, Class<T> type) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.source = source;
        this.next = first;
        this.json = json;
        this.type = type;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        while (!records.hasNext()) {
            ListingPage page = next;
            if (page == null) {
                return false;
            }
            read(page);
        }
        action.accept(json.read(records.next(), type, "records[" + index++ + "]"));
        return true;
    }

    private void read(ListingPage page) {
        JsonValue response = source.apply(page.target());
        List<JsonValue> onPage = page.records(response);
        if (!seen.add(UUID.nameUUIDFromBytes(ListingPage.content(response).getBytes(UTF_8)))) {
            throw page.failure("repeats an earlier page, so that the listing would never end");
        }
        next = page.next(response);
        records = onPage.iterator();
        index = 0;
    }
}
