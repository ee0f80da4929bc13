package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.http.HttpCircleAuthClient;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** With the sandbox, a stand-in for Circle, in the test itself. */
@ExtendWith(SandboxExtension.class)
class DemoUsersTest {

    private HttpCircleAuthClient circle;

    @BeforeEach
    void connect(Sandbox sandbox) {
        circle = HttpCircleAuthClient.builder()
                .baseUrl(sandbox.uri())
                .apiToken(Secret.of(sandbox.circle().apiToken()))
                .build();
    }

    @AfterEach
    void disconnect() {
        circle.close();
    }

    @Test
    void adaIsAMember(Sandbox sandbox) {
        MemberTokens tokens = circle.getMemberAPITokenFromEmail("ada@example.com");

        assertThat(tokens.communityMemberId()).isEqualTo(1001);
        assertThat(sandbox.audit().alive()).hasSize(2);
    }

    @Test
    void linusIsNone() {
        assertThatThrownBy(() -> circle.getMemberAPITokenFromEmail("linus@example.com"))
                .isInstanceOf(CircleRefusedException.class);
    }
}
