package io.github.circleauth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The test of {@code docs/testing.md}. */
class GreetingTest {

    private final FakeMemberApi circle = FakeMemberApi.with("/community_member", "{\"name\": \"Ada\"}");

    @Test
    void aMemberIsGreetedByName() {
        assertThat(new Greeting(FakeMember.of(1001), circle).text()).isEqualTo("Hello, Ada");
    }

    @Test
    void aUserWhoIsNoMemberIsInvited() {
        assertThat(new Greeting(FakeMember.notAMember(), circle).text()).isEqualTo("Become a member");
        assertThat(circle.requests()).isEmpty();
    }
}
