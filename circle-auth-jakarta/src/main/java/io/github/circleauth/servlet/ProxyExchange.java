package io.github.circleauth.servlet;

import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.MemberRequest;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.log.LineLimit;
import io.github.circleauth.member.MemberAccess;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request of a page: receives it, passes it on to the Member API, and passes Circle's response back. Of the headers only
 * those named here are passed on: neither cookies nor {@code Authorization}, in either direction.
 */
final class ProxyExchange {

    /**
     * The settings that all exchanges of a servlet share.
     *
     * @param deadline the longest time until the response's last byte has been read from Circle
     * @param temporary the directory for long request bodies
     * @param failures bounds the lines about failures that nobody expects
     */
    record Settings(
            MemberAccess memberAccess,
            Ticker ticker,
            Duration deadline,
            long maxRequestBytes,
            long maxResponseBytes,
            Path temporary,
            LineLimit failures) {}

    private static final Logger LOG = System.getLogger(ProxyExchange.class.getName());
    private static final int MAX_REQUEST_IN_MEMORY = 64 * 1024;

    private static final int CHUNK = 16 * 1024;

    private final Settings settings;
    private final CircleMember member;
    private final ProxyPlaces.Place place;
    private final HttpServletRequest page;
    private final String method;
    private final String target;
    private final long announced;
    private final Optional<String> mediaType;
    private final ReceivedBody body;
    private final ReceivedBody complete;
    private final long start;
    private final Thread service = Thread.currentThread();
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Cancels the timer that gives up a request whose body does not arrive: the timer holds the bodies in memory. */
    private volatile Runnable cancelGiveUp = () -> {};

    /**
     * Creates the exchange.
     *
     * @param place the member's place, which the exchange gives back when the page has got its response
     */
    ProxyExchange(
            Settings settings,
            CircleMember member,
            ProxyPlaces.Place place,
            String target,
            HttpServletRequest request) {
        this.settings = settings;
        this.member = member;
        this.place = place;
        this.page = request;
        this.method = request.getMethod();
        this.target = target;
        this.announced = request.getContentLengthLong();
        this.mediaType = mediaType(request);
        this.body = new ReceivedBody(settings.temporary(), MAX_REQUEST_IN_MEMORY);
        this.complete = new ReceivedBody(settings.temporary(), ProxiedResponse.MAX_IN_MEMORY);
        this.start = settings.ticker().nanos();
    }

    /** Returns nothing for several headers too: Circle could read another one than the proxy. */
    private static Optional<String> mediaType(HttpServletRequest request) {
        List<String> types = Collections.list(request.getHeaders("Content-Type"));
        return types.size() == 1 ? JsonMediaType.of(types.get(0)) : Optional.empty();
    }

    /**
     * Receives the request, passes it on, and passes the response back. Parts of it may happen after this call.
     *
     * @return the problem to respond with now, if there is one
     * @throws io.github.circleauth.CircleAuthException if there is no token, or no response
     * @throws IOException if the page's connection is closed
     */
    Optional<Problem> run(HttpServletResponse response) throws IOException {
        boolean continues = false;
        try {
            Optional<Problem> problem = problemOfHead();
            if (problem.isPresent()) {
                return problem;
            }
            continues = true;
            if (hasBody() && page.isAsyncSupported()) {
                receiveLater(response);
                return Optional.empty();
            }
            return receiveAndRespond(response);
        } finally {
            if (!continues) {
                end();
            }
        }
    }

    private boolean hasBody() {
        return !method.equals("GET") && announced != 0;
    }

    private Optional<Problem> problemOfHead() {
        if (announced > settings.maxRequestBytes()) {
            return Optional.of(Problem.TOO_LARGE);
        }
        return !method.equals("GET") && announced > 0 && mediaType.isEmpty()
                ? Optional.of(Problem.NOT_JSON)
                : Optional.empty();
    }

    private Optional<Problem> receiveAndRespond(HttpServletResponse response) throws IOException {
        try {
            receive();
        } catch (IOException | RuntimeException failure) {
            end();
            throw failure;
        }
        return respond(member, response);
    }

    /** Passes the received request on, and the response back. */
    private Optional<Problem> respond(CircleMember asMember, HttpServletResponse response) throws IOException {
        boolean handedOver = false;
        try {
            Optional<Problem> problem = problemOfBody();
            if (problem.isEmpty()) {
                problem = passOn(asMember, response);
            }
            if (problem.isEmpty()) {
                handedOver = true;
                PageWriter.write(
                        page,
                        response,
                        service,
                        complete.open(),
                        settings.deadline(),
                        settings.memberAccess()::after,
                        this::end);
            }
            return problem;
        } catch (CircleProtocolException unreadable) {
            return Optional.of(Problem.UNUSABLE);
        } finally {
            if (!handedOver) {
                end();
            }
        }
    }

    private void end() {
        if (!ended.getAndSet(true)) {
            place.close();
            body.close();
            complete.close();
        }
    }

    /** Receives the request's body by the container's callbacks, and responds on another thread of the container's. */
    private void receiveLater(HttpServletResponse response) throws IOException {
        ServletInputStream in = page.getInputStream();
        AsyncContext async = PageWriter.start(page, response);
        CircleMember captured = member.capture();
        PageReader reader = new PageReader(in, body, settings.maxRequestBytes(), new PageReader.End() {
            @Override
            public void received(boolean isInTime) {
                cancelGiveUp.run();
                async.start(() -> respondLater(captured, isInTime, async, response));
            }

            @Override
            public void disconnected() {
                cancelGiveUp.run();
                end();
                complete(async);
            }
        });
        cancelGiveUp = settings.memberAccess().after(settings.deadline(), () -> {
            if (reader.giveUp()) {
                end();
            }
        });
        in.setReadListener(reader);
    }

    private void respondLater(
            CircleMember captured, boolean isInTime, AsyncContext async, HttpServletResponse response) {
        try {
            Optional<Problem> problem = isInTime
                    ? CircleAuthRuntime.perform(captured, asMember -> respond(asMember, response))
                    : Optional.of(Problem.TOO_SLOW);
            if (problem.isPresent()) {
                PageWriter.write(
                        page,
                        response,
                        service,
                        new ByteArrayInputStream(problem.get().writeHead(response)),
                        settings.deadline(),
                        settings.memberAccess()::after,
                        () -> {});
            }
        } catch (IOException disconnected) {
            complete(async);
        } catch (RuntimeException | Error bug) {
            String end = settings.failures().endOfLine();
            if (end != null) {
                LOG.log(Level.ERROR, "CIRCLE-0023: A request of a page failed unexpectedly." + end, bug);
            }
            complete(async);
        }
    }

    private void complete(AsyncContext async) {
        PageWriter.complete(async, service, settings.memberAccess()::after);
    }

    private void receive() throws IOException {
        if (method.equals("GET")) {
            return;
        }
        InputStream in = page.getInputStream();
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            body.add(chunk, read);
            if (body.length() > settings.maxRequestBytes()) {
                return;
            }
            if (settings.ticker().nanos() - start > settings.deadline().toNanos()) {
                throw new IOException("The page's request did not arrive within " + settings.deadline() + ".");
            }
        }
    }

    private Optional<Problem> passOn(CircleMember asMember, HttpServletResponse response) throws IOException {
        try (CircleResponse received = settings.memberAccess().sendForPage(asMember, request(), timeLeft())) {
            ProxiedResponse proxied = new ProxiedResponse(received, complete, settings, page.isAsyncSupported());
            Optional<Problem> problem = proxied.receive();
            if (problem.isEmpty()) {
                proxied.writeHead(response);
            }
            return problem;
        }
    }

    private Optional<Problem> problemOfBody() {
        if (body.length() > settings.maxRequestBytes()) {
            return Optional.of(Problem.TOO_LARGE);
        }
        if (!method.equals("GET") && announced >= 0 && announced != body.length()) {
            return Optional.of(Problem.INCOMPLETE);
        }
        return body.length() > 0 && mediaType.isEmpty() ? Optional.of(Problem.NOT_JSON) : Optional.empty();
    }

    private MemberRequest request() {
        return body.length() == 0
                ? new MemberRequest(method, target, Map.of("accept", "application/json"), null)
                : new MemberRequest(
                        method,
                        target,
                        Map.of("accept", "application/json", "content-type", mediaType.orElseThrow()),
                        body);
    }

    private Duration timeLeft() {
        Duration left = settings.deadline().minusNanos(settings.ticker().nanos() - start);
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
    }
}
