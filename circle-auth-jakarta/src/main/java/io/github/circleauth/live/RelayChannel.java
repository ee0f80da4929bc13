package io.github.circleauth.live;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A channel that a relay has subscribed to once, for all its subscribers. Used by one thread at a time. */
final class RelayChannel {

    private final LiveChannel channel;
    private final Set<Place> places = new LinkedHashSet<>();
    private boolean confirmed;
    private long usedAt;

    RelayChannel(LiveChannel channel) {
        this.channel = channel;
    }

    LiveChannel channel() {
        return channel;
    }

    int size() {
        return places.size();
    }

    /** Adds a subscriber. It is told at once if Circle has confirmed the channel before. */
    void add(Place place, long nanos) {
        places.add(place);
        usedAt = nanos;
        if (confirmed) {
            place.confirmed();
        }
    }

    void remove(Place place) {
        places.remove(place);
    }

    /** Returns whether there is a subscriber. Forgets those that left. */
    boolean isUsed(long nanos) {
        places.removeIf(Place::isClosed);
        if (!places.isEmpty()) {
            usedAt = nanos;
        }
        return !places.isEmpty();
    }

    boolean isUnusedFor(Duration time, long nanos) {
        return places.isEmpty() && nanos - usedAt >= time.toNanos();
    }

    void confirmed() {
        confirmed = true;
        tell(Place::confirmed);
    }

    /** Calls each subscriber. One that leaves meanwhile stays in its place until the relay hears of it. */
    void tell(Consumer<Place> call) {
        List.copyOf(places).forEach(call);
        places.removeIf(Place::isClosed);
    }
}
