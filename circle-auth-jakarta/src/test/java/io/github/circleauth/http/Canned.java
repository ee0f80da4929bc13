package io.github.circleauth.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A network of prepared answers, that notes what it was asked. The last answer is given again and again. */
final class Canned implements Exchange {

    final List<RawCall> asked = new ArrayList<>();
    private final Deque<RawReply> replies = new ArrayDeque<>();

    Canned(RawReply... replies) {
        this.replies.addAll(List.of(replies));
    }

    @Override
    public RawReply send(RawCall call) {
        asked.add(call);
        return replies.size() > 1 ? replies.remove() : replies.element();
    }

    /** A client on this network. */
    HttpCircleAuthClient client() {
        return builder().build();
    }

    HttpCircleAuthClient.Builder builder() {
        return HttpCircleAuthClient.builder()
                .apiToken(Samples.APP_TOKEN)
                .clock(Samples.CLOCK)
                .ticker(new MovedTicker())
                .exchange(this);
    }
}
