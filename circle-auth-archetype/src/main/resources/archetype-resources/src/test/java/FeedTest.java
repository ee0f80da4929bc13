package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.testing.FakeMember;
import io.github.circleauth.testing.FakeMemberApi;
import org.junit.jupiter.api.Test;

/** Without a server: circle-auth-sandbox has fakes of the injected objects. */
class FeedTest {

    private final FakeMemberApi circle = FakeMemberApi.with("/community_member", "{\"name\": \"Ada\"}")
            .and("/home", "{\"records\": [{\"display_title\": \"<b>Hi</b>\", \"body_plain_text\": \"A & B\"}]}");

    @Test
    void aMemberSeesThePostsWithoutTheirMarkup() {
        assertThat(new Feed(FakeMember.of(1001), circle).html())
                .contains("Hello, Ada", "&lt;b&gt;Hi&lt;/b&gt;", "A &amp; B")
                .doesNotContain("<b>");
    }

    @Test
    void aUserWhoIsNoMemberIsTold() {
        assertThat(new Feed(FakeMember.notAMember(), circle).html()).contains("not a member");
    }

    @Test
    void thePageWorksWhileCircleIsAway() {
        assertThat(new Feed(FakeMember.away(), circle).html()).contains("come back later");
    }
}
