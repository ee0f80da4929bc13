package io.github.circleauth.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberIdClaimTest {

    private final MemberIdClaim claim = new MemberIdClaim();

    private static Secret jwt(String payload) {
        return Secret.of(
                "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(UTF_8)) + ".c2ln");
    }

    @Test
    void aTokenThatNamesAnotherMemberContradicts() {
        assertThat(claim.contradicts(jwt("{\"community_member_id\":1002}"), 1001))
                .isTrue();
        assertThat(claim.contradicts(jwt("{\"community_member_id\":18446744073709552617}"), 1001))
                .as("the same number after an overflow")
                .isTrue();
        assertThat(claim.contradicts(jwt("{\"community_member_id\":1001}"), 1001))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"community_member_id\":\"1002\"}",
                "{\"community_member_id\":1001.5}",
                "{\"community_member_id\":null}",
                "[1002]",
                "{\"community_member_id\":",
                "not json",
                ""
            })
    void aPayloadThatNamesNoMemberContradictsNothing(String payload) {
        assertThat(claim.contradicts(jwt(payload), 1001)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"opaque", "a.b", "a.b.c.d", "..", "a.!!!.c", "a.e30.c"})
    void anOpaqueTokenContradictsNothing(String token) {
        assertThat(claim.contradicts(Secret.of(token), 1001)).isFalse();
    }

    @Test
    void theJsonProviderIsLookedUpAtTheStartAndNotForEachToken() {
        List<String> lookedUp = new ArrayList<>();
        ClassLoader watched = new ClassLoader(MemberIdClaimTest.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                lookedUp.add(name);
                return super.getResources(name);
            }
        };
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(watched);
        try {
            assertThat(claim.contradicts(jwt("{\"community_member_id\":1002}"), 1001))
                    .isTrue();
            assertThat(lookedUp).isEmpty();
            new MemberIdClaim();
            assertThat(lookedUp).containsExactly("META-INF/services/jakarta.json.spi.JsonProvider");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
