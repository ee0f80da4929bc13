package io.github.circleauth.testing;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Circle members for tests, as an injected {@link CircleMember} would be:
 *
 * <pre>{@code
 * Greeting greeting = new Greeting(FakeMember.of(1001));
 * }</pre>
 *
 * <p>Each is the library's own member, whose Circle is in memory. Its time stands still: a token that is valid stays valid.
 */
public final class FakeMember {

    private static final Duration LONGER_THAN_A_TOKEN = Duration.ofHours(2);

    private FakeMember() {}

    /** Returns a member with a valid access token. */
    public static CircleMember of(long communityMemberId) {
        return new FakeSession(circle(communityMemberId, Instant.now())).member(communityMemberId);
    }

    /** Returns member 1001 with an expired access token. Its next use renews it. */
    public static CircleMember expired() {
        Circle circle = circle(1001, Instant.now().minus(LONGER_THAN_A_TOKEN));
        CircleMember member = new FakeSession(circle).member(1001);
        circle.clock().advance(LONGER_THAN_A_TOKEN);
        return member;
    }

    /** Returns a signed-in user who has no token, because Circle is unreachable. */
    public static CircleMember away() {
        Circle circle = circle(1001, Instant.now());
        circle.faults().always("*", Fault.lost());
        return new FakeSession(circle).member(1001);
    }

    /** Returns a signed-in user whom Circle does not know as a member of the community. */
    public static CircleMember notAMember() {
        return new FakeSession(circle(1001, Instant.now())).member(1002);
    }

    /** Returns a signed-in user who has no token, because Circle refuses the application: its plan has no headless API. */
    public static CircleMember refused() {
        Circle circle = circle(1001, Instant.now());
        circle.eligible(false);
        return new FakeSession(circle).member(1001);
    }

    /** Returns the member of a request without a signed-in user. */
    public static CircleMember anonymous() {
        return new FakeSession(circle(1001, Instant.now())).without(Absence.ANONYMOUS);
    }

    /** Returns the member of a request whose user is signed in without an HTTP session, as with BASIC. */
    public static CircleMember noSession() {
        return new FakeSession(circle(1001, Instant.now())).without(Absence.NO_SESSION);
    }

    /** Returns a member whose session has ended. */
    public static CircleMember ended() {
        return new FakeSession(circle(1001, Instant.now())).ended(1001);
    }

    private static Circle circle(long communityMemberId, Instant now) {
        Circle circle = Circle.builder()
                .people(List.of(new Person(communityMemberId, "member@example.com", "member-sso", "Member", "")))
                .clock(() -> now)
                .build();
        // The other signature needs a key pair, whose making takes longer than a test should.
        circle.switches().set("jwt", "hs256");
        return circle;
    }
}
