package io.github.circleauth.example;

import io.github.circleauth.example.Community.Feed;
import io.github.circleauth.example.Community.Profile;
import io.github.circleauth.example.Community.Space;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.CompletableFuture;

/** The member's page: who she is, and the posts of her spaces. */
@WebServlet("/community")
public class CommunityServlet extends MemberPage {

    private static final long serialVersionUID = 1L;

    public CommunityServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, Reading reading) {
        Paging paging = Paging.of(request);
        CompletableFuture<Profile> profile = reading.of("/community_member", Profile.class);
        CompletableFuture<Space[]> spaces = reading.of("/spaces", Space[].class);
        CompletableFuture<Feed> feed = reading.of("/home", paging.query(), Feed.class);
        request.setAttribute("paging", paging);
        request.setAttribute("feed", feed.join());
        request.setAttribute("profile", profile.join());
        request.setAttribute("spaces", spaces.join());
        return "community";
    }

    /** "I am a member now": Circle is asked again, by the page that the browser is sent to. */
    @Override
    String act(HttpServletRequest request) {
        member.retry();
        return "/community?asked=again";
    }
}
