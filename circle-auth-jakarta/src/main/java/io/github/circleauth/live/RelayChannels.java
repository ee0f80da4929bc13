package io.github.circleauth.live;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a relay, with their subscribers, and each channel's one subscription on the connections to Circle. Used by one
 * thread at a time.
 */
final class RelayChannels {

    static final int MAX_CHANNELS = 100;
    static final int MAX_SUBSCRIBERS = 1_000;

    /** Each costs Circle an answer, also one that it rejects. Pages that leave and enter channels must not send it a flood. */
    static final int MAX_NEW_CHANNELS_PER_MINUTE = 200;

    private final Links links;
    private final CableJson json;
    private final Map<LiveChannel, RelayChannel> channels = new LinkedHashMap<>();

    /** Empty until the member is known, whose id the identifiers contain. */
    private final Map<String, RelayChannel> identified = new LinkedHashMap<>();

    private final FixedWindow newChannels = new FixedWindow(MAX_NEW_CHANNELS_PER_MINUTE, Duration.ofMinutes(1));
    private long member;

    RelayChannels(Links links, CableJson json) {
        this.links = links;
        this.json = json;
    }

    /** Returns the identifiers of all channels, as Circle knows them. */
    Collection<String> identifiers() {
        return identified.keySet();
    }

    @Nullable RelayChannel of(String identifier) {
        return identified.get(identifier);
    }

    /** Adds a subscriber. Returns false if there are too many, or too many channels, or too many new ones. */
    boolean add(Place place, long nanos) {
        RelayChannel channel = channels.get(place.channel());
        int subscribers =
                channels.values().stream().mapToInt(RelayChannel::size).sum();
        if (subscribers >= MAX_SUBSCRIBERS || (channel == null && !(newChannels.allows(nanos) && hasRoom()))) {
            return false;
        }
        if (channel == null) {
            channel = new RelayChannel(place.channel());
            channels.put(place.channel(), channel);
            subscribe(channel, nanos);
        }
        channel.add(place, nanos);
        return true;
    }

    /** Returns whether there is room for one more channel, if need be that of one without a subscriber. */
    private boolean hasRoom() {
        if (channels.size() < MAX_CHANNELS) {
            return true;
        }
        Optional<RelayChannel> unused =
                channels.values().stream().filter(each -> each.size() == 0).findFirst();
        unused.ifPresent(this::unsubscribe);
        return unused.isPresent();
    }

    void remove(Place place) {
        channels.values().forEach(channel -> channel.remove(place));
    }

    /** Notes whose channels they are, and subscribes to them. */
    void identify(long communityMemberId, long nanos) {
        if (member == 0) {
            member = communityMemberId;
            channels.values().forEach(channel -> subscribe(channel, nanos));
        }
    }

    private void subscribe(RelayChannel channel, long nanos) {
        if (member != 0) {
            String identifier = json.identifier(channel.channel(), member);
            identified.put(identifier, channel);
            links.each(link -> link.subscribe(identifier, nanos));
        }
    }

    /** Subscribes to all channels on a new connection. */
    void subscribeAll(Link link, long nanos) {
        identifiers().forEach(identifier -> link.subscribe(identifier, nanos));
    }

    /** Leaves a channel, whose subscribers have been told. */
    void unsubscribe(RelayChannel channel) {
        channels.remove(channel.channel());
        if (member != 0) {
            String identifier = json.identifier(channel.channel(), member);
            identified.remove(identifier);
            links.each(link -> link.unsubscribe(identifier));
        }
    }

    /** Leaves the channels that have had no subscriber for a time. Returns whether any channel has one. */
    boolean leaveUnused(Duration time, long nanos) {
        boolean used = false;
        for (RelayChannel channel : List.copyOf(channels.values())) {
            used |= channel.isUsed(nanos);
            if (channel.isUnusedFor(time, nanos)) {
                unsubscribe(channel);
            }
        }
        return used;
    }

    /** Forgets all channels, and calls their subscribers. */
    void clear(Consumer<Place> call) {
        List<RelayChannel> all = List.copyOf(channels.values());
        channels.clear();
        identified.clear();
        all.forEach(channel -> channel.tell(call));
    }
}
