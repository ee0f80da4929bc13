package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.Secret;
import io.github.circleauth.example.Community.Post;
import io.github.circleauth.http.HttpCircleAuthClient;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommunityClientTest {

    private static final AccessToken REJECTED = new AccessToken(Secret.of("not.a.token"), Instant.MAX);

    private final Sandbox sandbox = Sandbox.start(Circle.builder().build(), 0);
    private final HttpCircleAuthClient auth = HttpCircleAuthClient.builder()
            .baseUrl(sandbox.uri())
            .apiToken(() -> Secret.of(sandbox.circle().apiToken()))
            .build();
    private final CommunityClient client = new CommunityClient();

    @BeforeEach
    void pointToTheSandbox() {
        client.circle = sandbox.uri();
    }

    @AfterEach
    void stop() {
        auth.close();
        sandbox.close();
    }

    @Test
    void readsTheCommunityAsTheMember() throws IOException {
        AccessToken token = obtained();
        client.member = member(token, token);

        Community community = client.read();

        assertThat(community.profile().name()).isEqualTo("Ada Byron");
        assertThat(community.spaces()).isNotEmpty();
        assertThat(community.news().newNotificationsCount()).isPositive();
        Post post = community.feed().records().get(0);
        assertThat(post.displayTitle()).isNotBlank();
        assertThat(post.author().name()).isNotBlank();
        assertThat(post.space().name()).isNotBlank();
        assertThat(post.createdAt()).isNotNull();
    }

    @Test
    void aTokenThatCircleRejectsIsRenewed() throws IOException {
        client.member = member(REJECTED, obtained());

        assertThat(client.read().profile().name()).isEqualTo("Ada Byron");
    }

    @Test
    void aTokenThatIsRejectedTwiceIsAFailure() {
        client.member = member(REJECTED, REJECTED);

        assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }

    @Test
    void aCircleThatIsAwayIsAFailure() {
        client.member = member(REJECTED, REJECTED);
        sandbox.close();

        assertThatThrownBy(client::read).isInstanceOf(IOException.class);
    }

    private AccessToken obtained() {
        return auth.getMemberAPITokenFromEmail("ada@example.com").accessToken();
    }

    private static CircleMember member(AccessToken first, AccessToken renewed) {
        return (CircleMember) Proxy.newProxyInstance(
                CircleMember.class.getClassLoader(), new Class<?>[] {CircleMember.class}, (self, method, arguments) -> {
                    return switch (method.getName()) {
                        case "accessToken" -> first;
                        case "renew" -> renewed;
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }
}
