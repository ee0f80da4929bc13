package io.github.circleauth.servers.app;

import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.operations.CircleSessions;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Runs the steps that the request's parameter {@code steps} names, one after the other. Some steps add a line to the response. A
 * step that starts another dispatch, such as a forward, runs the remaining steps there.
 */
public class Probe extends HttpServlet {

    /** The password of all users of the tests' servers. */
    public static final String PASSWORD = "the-password-of-the-tests";

    /** How often the application's resolver was asked. */
    static final AtomicInteger ASKED = new AtomicInteger();

    private static final long serialVersionUID = 1L;
    private static final String STEPS = "probe.steps";
    private static final String LINES = "probe.lines";
    private static final String CAPTURED = "probe.captured";
    private static final String KEPT = "probe.kept";
    private static final String PROBE_PATH = "/open/again";

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getAttribute(STEPS) == null) {
            // An identity provider sends the browser back without any.
            String steps = Objects.requireNonNullElse(request.getParameter("steps"), "nothing");
            request.setAttribute(STEPS, new ArrayDeque<>(List.of(steps.split(","))));
            request.setAttribute(LINES, new ArrayList<String>());
        }
        Deque<String> steps = steps(request);
        while (!steps.isEmpty()) {
            if (startsDispatch(steps.remove(), request, response)) {
                return;
            }
        }
        write(request, response);
    }

    @SuppressWarnings("unchecked") // Set by service().
    private static Deque<String> steps(HttpServletRequest request) {
        return (Deque<String>) request.getAttribute(STEPS);
    }

    @SuppressWarnings("unchecked") // Set by service().
    private static List<String> lines(HttpServletRequest request) {
        return (List<String>) request.getAttribute(LINES);
    }

    private static void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=UTF-8");
        for (String line : lines(request)) {
            response.getWriter().println(line);
        }
        response.getWriter().flush();
    }

    /** Runs a step. Returns whether another dispatch runs the remaining steps. */
    private boolean startsDispatch(String step, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        switch (step) {
            case "forward" -> request.getRequestDispatcher(PROBE_PATH).forward(request, response);
            case "include" -> request.getRequestDispatcher(PROBE_PATH).include(request, response);
            case "send-error" -> response.sendError(HttpServletResponse.SC_CONFLICT);
            case "throw" -> throw new ServletException("As the step demands.");
            case "async-dispatch" -> request.startAsync().dispatch(PROBE_PATH);
            case "async-start" -> start(request.startAsync());
            case "async-timeout" -> dispatchOnTimeout(request.startAsync());
            default -> {
                runOnRequest(step, request, response);
                return false;
            }
        }
        return true;
    }

    /** Runs a step on the request, its session or its member. */
    private static void runOnRequest(String step, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String argument = step.substring(step.indexOf(':') + 1);
        switch (step.replaceFirst(":.*", "")) {
            case "nothing" -> {}
            case "session" -> request.getSession(true);
            case "change-id" -> request.changeSessionId();
            case "invalidate" -> request.getSession(false).invalidate();
            case "timeout" -> request.getSession(false).setMaxInactiveInterval(Integer.parseInt(argument));
            case "login" -> request.login(argument, PASSWORD);
            case "logout" -> request.logout();
            case "commit" -> response.flushBuffer();
            case "user" -> lines(request).add(String.valueOf(request.getUserPrincipal()));
            case "class" ->
                lines(request).add(request.getUserPrincipal().getClass().getName());
            case "token" -> lines(request).add(token(member()));
            case "member-api" ->
                lines(request)
                        .add(CDI.current()
                                .select(MemberApi.class)
                                .get()
                                .get(argument)
                                .toString());
            case "capture" -> request.setAttribute(CAPTURED, member().capture());
            case "captured" -> lines(request).add(token((CircleMember) request.getAttribute(CAPTURED)));
            default -> runAcrossRequests(step, argument, request);
        }
    }

    /** Runs a step with an effect on later requests, in the session or in this server. */
    private static void runAcrossRequests(String step, String argument, HttpServletRequest request)
            throws ServletException {
        switch (step.replaceFirst(":.*", "")) {
            case "put" -> request.getSession(false).setAttribute("probe.put", argument);
            case "got" ->
                lines(request).add(String.valueOf(request.getSession(false).getAttribute(argument)));
            case "connect" -> connect(argument);
            case "loaders-of-server-threads" ->
                lines(request).add(Long.toString(LeakSearch.loadersOfServerThreads(argument)));
            case "meet" -> LeakSearch.meet(Integer.parseInt(argument));
            case "writes" -> lines(request).addAll(SessionWrites.soFar(request.getServletContext()));
            case "keep" -> request.getServletContext().setAttribute(KEPT, member().capture());
            case "kept" -> lines(request).add(token(kept(request)));
            case "kept-rejected" -> reject(kept(request));
            case "end" -> lines(request).add(ended(Long.parseLong(argument)));
            default -> inspect(step, request);
        }
    }

    @SuppressWarnings("BanJNDI") // The name is the test's.
    private static void connect(String dataSource) throws ServletException {
        try (Connection unused = InitialContext.<DataSource>doLookup(dataSource).getConnection()) {
            return;
        } catch (NamingException | SQLException failure) {
            throw new ServletException(failure);
        }
    }

    private static void reject(CircleMember member) {
        try {
            member.renew(member.accessToken());
        } catch (NotSignedInException ended) {
            // The next step shows the state.
        }
    }

    private static String ended(long member) {
        CircleSessions sessions = CDI.current().select(CircleSessions.class).get();
        return sessions.end(MemberIdentity.communityMemberId(member)).toString();
    }

    private static CircleMember kept(HttpServletRequest request) {
        return (CircleMember) request.getServletContext().getAttribute(KEPT);
    }

    /** Runs a step of the search for leaks, or of another inspection of the server. */
    private static void inspect(String step, HttpServletRequest request) throws ServletException {
        switch (step) {
            case "renew" -> member().renew(member().accessToken());
            case "access-token" -> member().accessToken();
            case "leak" -> LeakSearch.leak(member().accessToken(), lines(request));
            case "attributes" -> lines(request).addAll(LeakSearch.attributes(request.getSession(false)));
            case "roll-back" -> lines(request).add(rollBack());
            case "corrupt" -> LeakSearch.corrupt(request.getSession(false));
            case "threads" -> lines(request).addAll(LeakSearch.threads());
            case "copies" -> lines(request).add(Long.toString(LeakSearch.copies()));
            case "runtimes" -> lines(request).add(Long.toString(LeakSearch.runtimes()));
            case "heap" -> lines(request).addAll(LeakSearch.heap());
            case "mbeans" -> lines(request).addAll(LeakSearch.mBeans());
            case "our-mbeans" -> lines(request).addAll(LeakSearch.ownMBeans());
            case "asked" -> lines(request).add(Integer.toString(ASKED.get()));
            default -> {
                if (!SessionContent.run(step, request, lines(request))) {
                    throw new ServletException("Unknown step: " + step);
                }
            }
        }
    }

    private static String rollBack() {
        try {
            CDI.current().select(RollbackService.class).get().useToken();
            return "not rolled back";
        } catch (UnsupportedOperationException rolledBack) {
            return "rolled back";
        }
    }

    private static CircleMember member() {
        return CDI.current().select(CircleMember.class).get();
    }

    /** Returns the member's id and the token's fingerprint, or the reason of its absence. */
    private static String token(CircleMember member) {
        try {
            return member.isPresent()
                    ? member.communityMemberId() + " "
                            + fingerprint(member.accessToken().value().reveal())
                    : "none: " + member.whyAbsent().map(Enum::name).orElse("?");
        } catch (NotSignedInException endedMeanwhile) {
            return "none: " + endedMeanwhile.absence().name();
        }
    }

    /** Returns a hash of a token, which distinguishes tokens without revealing them. */
    public static String fingerprint(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start(AsyncContext async) {
        HttpServletRequest request = (HttpServletRequest) async.getRequest();
        HttpServletResponse response = (HttpServletResponse) async.getResponse();
        async.start(() -> {
            try {
                service(request, response);
            } catch (ServletException | IOException e) {
                throw new IllegalStateException(e);
            } finally {
                async.complete();
            }
        });
    }

    private static void dispatchOnTimeout(AsyncContext async) {
        async.setTimeout(1);
        async.addListener(new AsyncListener() {
            @Override
            public void onTimeout(AsyncEvent event) {
                event.getAsyncContext().dispatch(PROBE_PATH);
            }

            @Override
            public void onComplete(AsyncEvent event) {}

            @Override
            public void onError(AsyncEvent event) {}

            @Override
            public void onStartAsync(AsyncEvent event) {}
        });
    }
}
