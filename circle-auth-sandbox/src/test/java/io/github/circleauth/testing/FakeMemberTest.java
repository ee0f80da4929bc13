package io.github.circleauth.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleMember;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FakeMemberTest extends CircleMemberContract {

    @Override
    CircleMember present() {
        return FakeMember.of(1001);
    }

    @Override
    CircleMember expired() {
        return FakeMember.expired();
    }

    @Override
    CircleMember away() {
        return FakeMember.away();
    }

    @Override
    CircleMember notAMember() {
        return FakeMember.notAMember();
    }

    @Override
    CircleMember refused() {
        return FakeMember.refused();
    }

    @Override
    CircleMember anonymous() {
        return FakeMember.anonymous();
    }

    @Override
    CircleMember noSession() {
        return FakeMember.noSession();
    }

    @Override
    CircleMember ended() {
        return FakeMember.ended();
    }

    @Test
    void eachMemberHasItsOwnIdAndToken() {
        CircleMember other = FakeMember.of(42);

        assertThat(other.communityMemberId()).isEqualTo(42);
        assertThat(other.accessToken()).isNotEqualTo(FakeMember.of(1001).accessToken());
        assertThatThrownBy(() -> FakeMember.of(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExpiredTokenExpiredBeforeNow() {
        assertThat(FakeMember.expired().expiresAt().orElseThrow()).isBefore(Instant.now());
    }

    @Test
    void fakesStartNoThread() {
        FakeMember.of(1001).renew(FakeMember.of(1001).accessToken());
        assertThat(FakeMember.away().isPresent()).isFalse();
        FakeMemberApi.with("/home", "{}").get("/home");

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("circle-auth"));
    }
}
