package io.github.circleauth.testing;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.member.MemberApi;
import jakarta.inject.Inject;
import java.util.Optional;

/** The bean of {@code docs/testing.md}. */
public class Greeting {

    private final CircleMember member;
    private final MemberApi circle;

    @Inject
    Greeting(CircleMember member, MemberApi circle) {
        this.member = member;
        this.circle = circle;
    }

    String text() {
        if (member.isPresent()) {
            return "Hello, " + circle.get("/community_member").asJsonObject().getString("name");
        }
        return member.whyAbsent().equals(Optional.of(Absence.NOT_A_MEMBER)) ? "Become a member" : "Hello";
    }
}
