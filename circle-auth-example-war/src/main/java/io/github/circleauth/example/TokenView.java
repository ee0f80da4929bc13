package io.github.circleauth.example;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The state of a member's token for the page, without the token itself. */
public record TokenView(
        TokenState state,
        @Nullable Instant expiresAt,
        long renewals,
        @Nullable Ids ids,
        @Nullable Absence absence) {

    /** Circle's ids of the member and the community. */
    public record Ids(long communityMemberId, long communityId) {}

    /** Waits for the token if it is being obtained. */
    static TokenView of(CircleMember member) {
        @Nullable Ids ids = member.isPresent() ? idsOf(member) : null;
        return new TokenView(
                member.state(),
                member.expiresAt().orElse(null),
                member.renewals(),
                ids,
                ids == null ? member.whyAbsent().orElse(null) : null);
    }

    private static @Nullable Ids idsOf(CircleMember member) {
        try {
            return new Ids(member.communityMemberId(), member.communityId());
        } catch (CircleAuthException | NotSignedInException ended) {
            return null;
        }
    }

    public long secondsLeft() {
        return expiresAt == null
                ? 0
                : Math.max(0, Duration.between(Instant.now(), expiresAt).toSeconds());
    }

    JsonObject toJson(@Nullable String user) {
        JsonObjectBuilder json = Json.createObjectBuilder();
        if (user == null) {
            json.addNull("user");
        } else {
            json.add("user", user);
        }
        if (ids == null) {
            json.addNull("member").addNull("token");
        } else {
            json.add("member", memberJson(ids)).add("token", tokenJson());
        }
        if (absence != null) {
            json.add("why", absence.name());
        }
        return json.build();
    }

    private static JsonObjectBuilder memberJson(Ids ids) {
        return Json.createObjectBuilder()
                .add("communityMemberId", ids.communityMemberId())
                .add("communityId", ids.communityId());
    }

    private JsonObjectBuilder tokenJson() {
        JsonObjectBuilder token = Json.createObjectBuilder().add("state", state.name());
        if (expiresAt == null) {
            token.addNull("expiresAt");
        } else {
            token.add("expiresAt", expiresAt.toString());
        }
        return token.add("renewals", renewals);
    }
}
