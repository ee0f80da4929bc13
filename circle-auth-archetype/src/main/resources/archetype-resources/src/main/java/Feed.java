package ${package};

import io.github.circleauth.CircleMember;
import io.github.circleauth.member.MemberApi;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;

/** The signed-in user's posts at Circle, as HTML. */
@Dependent
public class Feed {

    /** The signed-in member. */
    public record Member(String name) {}

    /** A page of posts. */
    public record Page(List<Post> records) {}

    /** A post; in Circle's JSON, the names are written with underscores. */
    public record Post(String displayTitle, String bodyPlainText) {}

    private final CircleMember member;
    private final MemberApi circle;

    @Inject
    public Feed(CircleMember member, MemberApi circle) {
        this.member = member;
        this.circle = circle;
    }

    /** Returns the posts, or why there are none. */
    public String html() {
        if (member.isPresent()) {
            String name = circle.get("/community_member", Member.class).name();
            return "<h1>Hello, " + escaped(name) + "</h1>\n" + posts();
        }
        return switch (member.whyAbsent().orElseThrow()) {
            case NOT_A_MEMBER -> "<h1>Welcome</h1>\n<p>You are not a member of our community yet.</p>";
            default -> "<h1>Welcome</h1>\n<p>The community can't be reached now. Please come back later.</p>";
        };
    }

    private String posts() {
        return circle.get("/home", Page.class).records().stream()
                .map(post -> "<h2>" + escaped(post.displayTitle()) + "</h2>\n<p>" + escaped(post.bodyPlainText()) + "</p>")
                .collect(Collectors.joining("\n"));
    }

    /** Returns the text as HTML: members wrote it, so it may contain anything. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
