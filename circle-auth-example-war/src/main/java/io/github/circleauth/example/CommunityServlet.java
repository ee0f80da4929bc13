package io.github.circleauth.example;

import io.github.circleauth.example.Community.Feed;
import io.github.circleauth.example.Community.Profile;
import io.github.circleauth.example.Community.Space;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.CompletableFuture;

/** The member's home page: her profile, her spaces and their posts. */
@WebServlet("/community")
public class CommunityServlet extends MemberPageServlet {

    private static final long serialVersionUID = 1L;

    public CommunityServlet() {
        super(0);
    }

    @Override
    String read(HttpServletRequest request, ParallelReads reads) {
        Paging paging = Paging.of(request);
        CompletableFuture<Profile> profile = reads.get("/community_member", Profile.class);
        CompletableFuture<Space[]> spaces = reads.get("/spaces", Space[].class);
        CompletableFuture<Feed> feed = reads.get("/home", paging.query(), Feed.class);
        request.setAttribute("paging", paging);
        request.setAttribute("feed", feed.join());
        request.setAttribute("profile", profile.join());
        request.setAttribute("spaces", spaces.join());
        return "community";
    }

    /** "I am a member now": the next page tries again to obtain a token. */
    @Override
    String submit(HttpServletRequest request) {
        member.retry();
        return "/community?retried=true";
    }
}
