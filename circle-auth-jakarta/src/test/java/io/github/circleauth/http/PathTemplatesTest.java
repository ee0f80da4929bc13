package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a path may be told: no id, no token of an invitation, and no path that a page made up. */
class PathTemplatesTest {

    @ParameterizedTest
    @CsvSource({
        "/api/v1/headless/auth_token, /api/v1/headless/auth_token",
        "/api/v1/headless/access_token/refresh, /api/v1/headless/access_token/refresh",
        "/api/headless/v1/home?page=2, /api/headless/v1/home",
        "/api/headless/v1/posts/12/comments, /api/headless/v1/posts/{post_id}/comments",
        "/api/headless/v1/spaces/home, /api/headless/v1/spaces/home",
        "/api/headless/v1/spaces/12, /api/headless/v1/spaces/{id}",
        "/api/headless/v1/invitation_links/s3cret/join, /api/headless/v1/invitation_links/{token}/join",
        "/api/headless/v1/community_members/1001/public_profile,"
                + " /api/headless/v1/community_members/{community_member_id}/public_profile"
    })
    void aDocumentedPathHasItsTemplate(String path, String template) {
        assertThat(PathTemplates.of(path)).isEqualTo(template);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/headless/v1/made_up", "/api/headless/v1/posts/12/made_up", "/made_up", "/", "", "/api"})
    void anotherPathHasNone(String path) {
        assertThat(PathTemplates.of(path)).isNull();
    }

    @Test
    void everyOperationOfTheTokenEndpointIsItsOwnTemplate() {
        for (TokenRequest.Operation operation : TokenRequest.Operation.values()) {
            assertThat(PathTemplates.of(operation.path())).isEqualTo(operation.path());
        }
    }
}
