package io.github.circleauth.member;

import io.github.circleauth.http.MemberJson;
import jakarta.json.JsonValue;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The records of a listing, page after page. The next page is read when the first record on it is asked for. */
final class Pages<T> extends Spliterators.AbstractSpliterator<T> {

    private final MemberApi api;
    private final String path;
    private final Map<String, String> query;
    private final Class<T> type;

    private Iterator<JsonValue> records = List.<JsonValue>of().iterator();
    private int page;
    private boolean hasNext = true;

    Pages(MemberApi api, String path, Map<String, String> query, Class<T> type) {
        super(Long.MAX_VALUE, ORDERED | NONNULL);
        this.api = api;
        this.path = path;
        this.query = new TreeMap<>(query);
        this.type = type;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        while (!records.hasNext()) {
            if (!hasNext) {
                return false;
            }
            turn();
        }
        action.accept(api.read(records.next(), type));
        return true;
    }

    private void turn() {
        page++;
        query.put("page", Integer.toString(page));
        JsonValue listing = api.get(path, query);
        records = MemberJson.records(listing).iterator();
        hasNext = MemberJson.hasNextPage(listing);
    }
}
