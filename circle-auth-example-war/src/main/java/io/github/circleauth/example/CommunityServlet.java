package io.github.circleauth.example;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The member's page: the community as Circle shows it to her. */
@WebServlet("/community")
public class CommunityServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(CommunityServlet.class.getName());

    @Inject
    transient CircleMember member;

    @Inject
    transient CommunityClient client;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getUserPrincipal() == null) {
            Pages.see("/login", request, response);
            return;
        }
        request.setAttribute("csrf", Csrf.of(request.getSession()));
        TokenView token = TokenView.of(member);
        request.setAttribute("token", token);
        if (token.ids() != null) {
            addCommunity(request);
        }
        Pages.show(token.why() == Absence.NOT_A_MEMBER ? "not-a-member" : "community", request, response);
    }

    private void addCommunity(HttpServletRequest request) {
        try {
            request.setAttribute("community", client.read());
        } catch (IOException | CircleAuthException failed) {
            // By its type alone: what a JSON parser says may quote the posts that it read.
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            LOG.log(
                    Level.WARNING,
                    "The community page is shown without the community: {0}",
                    cause.getClass().getName());
        }
    }

    /** "I am a member now": Circle is asked again, by the page that the browser is sent to. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!Csrf.isFromSession(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        member.retry();
        Pages.see("/community?asked=again", request, response);
    }
}
