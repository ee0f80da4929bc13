package io.github.circleauth.servers.app;

import io.github.circleauth.CircleMember;
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
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * Does what the request's parameter {@code steps} says, one step after the other, and answers with a line for each that has
 * something to tell. A step that leads through another dispatch of the container takes the remaining ones along.
 */
public class Probe extends HttpServlet {

    /** Of every user whom the tests' servers know. */
    public static final String PASSWORD = "the-password-of-the-tests";

    private static final long serialVersionUID = 1L;
    private static final String STEPS = "probe.steps";
    private static final String LINES = "probe.lines";
    private static final String CAPTURED = "probe.captured";
    private static final String KEPT = "probe.kept";
    private static final String HERE = "/open/again";

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getAttribute(STEPS) == null) {
            request.setAttribute(
                    STEPS,
                    new ArrayDeque<>(List.of(request.getParameter("steps").split(","))));
            request.setAttribute(LINES, new ArrayList<String>());
        }
        Deque<String> steps = steps(request);
        while (!steps.isEmpty()) {
            if (leads(steps.remove(), request, response)) {
                return;
            }
        }
        write(request, response);
    }

    @SuppressWarnings("unchecked") // Put there above.
    private static Deque<String> steps(HttpServletRequest request) {
        return (Deque<String>) request.getAttribute(STEPS);
    }

    @SuppressWarnings("unchecked") // As well.
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

    /** Does a step; returns whether the remaining ones are done elsewhere. */
    private boolean leads(String step, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        switch (step) {
            case "forward" -> request.getRequestDispatcher(HERE).forward(request, response);
            case "include" -> request.getRequestDispatcher(HERE).include(request, response);
            case "send-error" -> response.sendError(HttpServletResponse.SC_CONFLICT);
            case "throw" -> throw new ServletException("The step says so.");
            case "async-dispatch" -> request.startAsync().dispatch(HERE);
            case "async-start" -> start(request.startAsync());
            case "async-timeout" -> dispatchOnTimeout(request.startAsync());
            default -> {
                does(step, request, response);
                return false;
            }
        }
        return true;
    }

    private static void does(String step, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String argument = step.substring(step.indexOf(':') + 1);
        switch (step.replaceFirst(":.*", "")) {
            case "session" -> request.getSession(true);
            case "change-id" -> request.changeSessionId();
            case "invalidate" -> request.getSession(false).invalidate();
            case "timeout" -> request.getSession(false).setMaxInactiveInterval(Integer.parseInt(argument));
            case "login" -> request.login(argument, PASSWORD);
            case "logout" -> request.logout();
            case "commit" -> response.flushBuffer();
            case "user" -> lines(request).add(String.valueOf(request.getUserPrincipal()));
            case "token" -> lines(request).add(token(member()));
            case "capture" -> request.setAttribute(CAPTURED, member().capture());
            case "captured" -> lines(request).add(token((CircleMember) request.getAttribute(CAPTURED)));
            default -> keeps(step, argument, request);
        }
    }

    /** Steps that leave something for a later request: in the session, or in this server alone. */
    private static void keeps(String step, String argument, HttpServletRequest request) throws ServletException {
        switch (step.replaceFirst(":.*", "")) {
            case "put" -> request.getSession(false).setAttribute("probe.put", argument);
            case "connect" -> connect(argument);
            case "writes" -> lines(request).addAll(SessionWrites.soFar(request.getServletContext()));
            case "keep" -> request.getServletContext().setAttribute(KEPT, member().capture());
            case "kept" -> lines(request).add(token(kept(request)));
            case "kept-rejected" -> reject(kept(request));
            default -> looks(step, request);
        }
    }

    @SuppressWarnings("BanJNDI") // The name is the test's.
    private static void connect(String dataSource) throws ServletException {
        try (Connection unusedSinceItIsThere =
                InitialContext.<DataSource>doLookup(dataSource).getConnection()) {
            return;
        } catch (NamingException | SQLException failure) {
            throw new ServletException(failure);
        }
    }

    private static void reject(CircleMember member) {
        try {
            member.renew(member.accessToken());
        } catch (IllegalStateException ended) {
            // The next step tells.
        }
    }

    private static CircleMember kept(HttpServletRequest request) {
        return (CircleMember) request.getServletContext().getAttribute(KEPT);
    }

    /** Steps that search for what should not be there, or break something to see what is said of it. */
    private static void looks(String step, HttpServletRequest request) throws ServletException {
        switch (step) {
            case "renew" -> member().renew(member().accessToken());
            case "ask" -> member().accessToken();
            case "leak" -> Leaks.leak(member().accessToken(), lines(request));
            case "attributes" -> lines(request).addAll(Leaks.attributes(request.getSession(false)));
            case "roll-back" -> lines(request).add(rollBack());
            case "spoil" -> Leaks.spoil(request.getSession(false));
            case "threads" -> lines(request).addAll(Leaks.threads());
            case "copies" -> lines(request).add(Long.toString(Leaks.copies()));
            case "mbeans" -> lines(request).addAll(Leaks.mBeans());
            default -> throw new ServletException("No step is called " + step);
        }
    }

    private static String rollBack() {
        try {
            CDI.current().select(RollingBack.class).get().useToken();
            return "not rolled back";
        } catch (UnsupportedOperationException rolledBack) {
            return "rolled back";
        }
    }

    private static CircleMember member() {
        return CDI.current().select(CircleMember.class).get();
    }

    /** Whose token it is and which one, or why there is none. The token itself stays in the server. */
    private static String token(CircleMember member) {
        return member.isPresent()
                ? member.communityMemberId() + " "
                        + fingerprint(member.accessToken().value().reveal())
                : "none: " + member.whyAbsent().map(Enum::name).orElse("?");
    }

    /** Tells tokens apart. */
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
                event.getAsyncContext().dispatch(HERE);
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
