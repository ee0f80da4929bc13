package io.github.circleauth.example;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.example.Community.NewNotifications;
import io.github.circleauth.member.MemberApi;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * A page of the community. Redirects anonymous users to the sign-in, and has pages for signed-in users who are not members and
 * for the time when Circle is unavailable.
 */
abstract class MemberPageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(MemberPageServlet.class.getName());

    /** A number, or the UUID of a chat room. */
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final int idsInPath;

    @Inject
    transient CircleMember member;

    @Inject
    transient MemberApi circle;

    @Inject
    transient PageThreads threads;

    MemberPageServlet(int idsInPath) {
        this.idsInPath = idsInPath;
    }

    /**
     * Reads the page's data into request attributes.
     *
     * @return the name of the page in WEB-INF/pages
     * @throws CompletionException with a {@link CircleAuthException} as its cause, if a request to Circle fails
     */
    abstract String read(HttpServletRequest request, ParallelReads reads);

    /**
     * Processes one of the page's forms.
     *
     * @return the path of the page to redirect to
     * @throws CircleAuthException if a request to Circle fails
     */
    String submit(HttpServletRequest request) {
        throw new UnsupportedOperationException("This page has no forms.");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (isValid(ids(request))) {
            super.service(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getUserPrincipal() == null) {
            Pages.redirect("/login", request, response);
        } else {
            show(request, response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getUserPrincipal() == null || !Csrf.isFromSession(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        try {
            Pages.redirect(submit(request), request, response);
        } catch (CircleAuthException failure) {
            LOG.log(Level.WARNING, "A form could not be processed: {0}", failure.getMessage());
            request.setAttribute("failed", true);
            show(request, response);
        } catch (NotSignedInException signedOut) {
            // The user signed out in another tab.
            Pages.redirect("/login", request, response);
        }
    }

    private void show(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        request.setAttribute("csrf", Csrf.of(request.getSession()));
        TokenView token = TokenView.of(member);
        request.setAttribute("token", token);
        if (token.absence() == Absence.NOT_A_MEMBER) {
            Pages.show("not-a-member", request, response);
        } else if (token.ids() == null) {
            Pages.show("unavailable", request, response);
        } else {
            showCommunity(request, response);
        }
    }

    private void showCommunity(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String page;
        try {
            ParallelReads reads = new ParallelReads(circle.as(member.capture()), threads);
            CompletableFuture<NewNotifications> news =
                    reads.get("/notifications/new_notifications_count", NewNotifications.class);
            page = read(request, reads);
            request.setAttribute("news", news.join());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof NotSignedInException) {
                // The user signed out in another tab.
                Pages.redirect("/login", request, response);
                return;
            }
            if (!(failed.getCause() instanceof CircleAuthException failure)) {
                throw failed;
            }
            if (isNotFound(failure)) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            page = "unavailable";
            LOG.log(Level.WARNING, "A page could not be read from Circle: {0}", failure.getMessage());
        }
        Pages.show(page, request, response);
    }

    /** Returns whether Circle has no such thing, or none for this member; the user sees the same page in both cases. */
    private static boolean isNotFound(CircleAuthException failure) {
        return failure.status().orElse(0) == HttpServletResponse.SC_NOT_FOUND
                || (failure instanceof CircleRefusedException refused && refused.reason() == Reason.PERMISSION_DENIED);
    }

    /** Returns the ids in the path after the servlet's own. */
    static List<String> ids(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? List.of() : List.of(path.substring(1).split("/", -1));
    }

    private boolean isValid(List<String> ids) {
        return ids.size() == idsInPath
                && ids.stream().allMatch(id -> ID.matcher(id).matches());
    }
}
