package io.github.circleauth.example;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.example.Community.News;
import io.github.circleauth.member.MemberApi;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
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
import org.jspecify.annotations.Nullable;

/**
 * A page of the community. Whoever isn't signed in is sent to the sign-in; who is no member is told so; and while Circle is
 * away, so is what the page shows, but not the page.
 */
abstract class MemberPage extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(MemberPage.class.getName());

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    private final int idsInPath;

    @Inject
    transient CircleMember member;

    @Inject
    transient MemberApi circle;

    @Resource
    transient @Nullable ManagedExecutorService threads;

    MemberPage(int idsInPath) {
        this.idsInPath = idsInPath;
    }

    /**
     * Reads what the page shows into attributes of the request, and returns the page's name.
     *
     * @throws CompletionException because of a {@link CircleAuthException}
     */
    abstract String read(HttpServletRequest request, Reading reading);

    /**
     * Does what one of the page's forms asks for, and returns where the browser goes then.
     *
     * @throws CircleAuthException if it can't be done
     */
    String act(HttpServletRequest request) {
        throw new UnsupportedOperationException("A page without forms.");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (isWrong(ids(request))) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            super.service(request, response);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getUserPrincipal() == null) {
            Pages.see("/login", request, response);
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
            Pages.see(act(request), request, response);
        } catch (CircleAuthException notDone) {
            LOG.log(Level.WARNING, "A form was answered without Circle: {0}", notDone.getMessage());
            request.setAttribute("notDone", true);
            show(request, response);
        } catch (IllegalStateException ended) {
            if (member.isPresent()) {
                throw ended;
            }
            Pages.see("/login", request, response); // Signed out in another tab meanwhile.
        }
    }

    private void show(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        request.setAttribute("csrf", Csrf.of(request.getSession()));
        TokenView token = TokenView.of(member);
        request.setAttribute("token", token);
        if (token.why() == Absence.NOT_A_MEMBER) {
            Pages.show("not-a-member", request, response);
        } else if (token.ids() == null) {
            Pages.show("away", request, response);
        } else {
            showCommunity(request, response);
        }
    }

    private void showCommunity(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String page = "away";
        try {
            Reading reading = new Reading(circle.as(member.capture()), requireNonNull(threads));
            CompletableFuture<News> news = reading.of("/notifications/new_notifications_count", News.class);
            page = read(request, reading);
            request.setAttribute("news", news.join());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof IllegalStateException && !member.isPresent()) {
                Pages.see("/login", request, response); // Signed out in another tab meanwhile.
                return;
            }
            if (!(failed.getCause() instanceof CircleAuthException answer)) {
                throw failed;
            }
            if (isNotThere(answer)) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            page = "away";
            LOG.log(Level.WARNING, "A page is shown without the community: {0}", answer.getMessage());
        }
        Pages.show(page, request, response);
    }

    /** Whether it isn't there, or not for this member, which is told alike. */
    private static boolean isNotThere(CircleAuthException answer) {
        return answer.status().orElse(0) == HttpServletResponse.SC_NOT_FOUND
                || (answer instanceof CircleRefusedException refused && refused.reason() == Reason.PERMISSION_DENIED);
    }

    /** Returns the ids that stand behind the servlet's path; Circle's are numbers. */
    static List<String> ids(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? List.of() : List.of(path.substring(1).split("/", -1));
    }

    private boolean isWrong(List<String> ids) {
        return ids.size() != idsInPath
                || !ids.stream().allMatch(id -> ID.matcher(id).matches());
    }
}
