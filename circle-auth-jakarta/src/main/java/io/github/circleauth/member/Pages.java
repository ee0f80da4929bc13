package io.github.circleauth.member;

import jakarta.json.JsonValue;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The records of a listing, page after page. A page is read when its first record is requested. */
final class Pages<T> extends Spliterators.AbstractSpliterator<T> {

    private final IntFunction<JsonValue> source;
    private final MemberJson json;
    private final Class<T> type;

    private Iterator<JsonValue> records = List.<JsonValue>of().iterator();
    private int page;
    private boolean hasNext = true;

    /**
     * Creates the spliterator.
     *
     * @param source reads a page, numbered from 1
     */
    Pages(IntFunction<JsonValue> source, MemberJson json, Class<T> type) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.source = source;
        this.json = json;
        this.type = type;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        while (!records.hasNext()) {
            if (!hasNext) {
                return false;
            }
            readNextPage();
        }
        action.accept(json.read(records.next(), type));
        return true;
    }

    private void readNextPage() {
        page++;
        JsonValue listing = source.apply(page);
        records = MemberJson.records(listing).iterator();
        hasNext = MemberJson.hasNextPage(listing);
    }
}
