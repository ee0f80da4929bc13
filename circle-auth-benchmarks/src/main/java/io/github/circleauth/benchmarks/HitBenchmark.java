package io.github.circleauth.benchmarks;

import io.github.circleauth.AccessToken;
import io.github.circleauth.benchmarks.RequestsInFlight.InFlight;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.servlet.BenchedFilter;
import io.github.circleauth.servlet.CircleAuthFilter;
import io.github.circleauth.servlet.RequestMember;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** The cost of a request whose token is fresh. Each contender gets the same session; each thread has a request of its own. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HitBenchmark {

    private static final int MOST_THREADS = 16;
    private static final FilterChain CHAIN = (request, response) -> {};

    /** The result of a look-up. */
    private record Known(String token, String principal, long expiredAt) {}

    /** One server with one signed-in user, and all contenders. */
    @State(Scope.Benchmark)
    public static class Server {

        final RequestsInFlight requests = new RequestsInFlight(MOST_THREADS);
        final SlowCircle circle = new SlowCircle(InstantSource.system(), () -> {});
        final Library library = new Library(circle, Ticker.system(), InstantSource.system());
        final CircleAuthFilter filter = BenchedFilter.of(library.runtime, requests.context());
        final Map<String, Known> map = new ConcurrentHashMap<>();
        final GooglePeer google = new GooglePeer(circle, Age.FRESH);
        final AwsPeer aws = new AwsPeer(circle, Clock.systemUTC());
        final CaffeinePeer caffeine = new CaffeinePeer(circle);
        final SpringPeer spring = new SpringPeer(circle, Age.FRESH);
        final Pac4jPeer pac4j = new Pac4jPeer();

        /** Signs the user in, in all contenders. */
        public Server() {
            InFlight first = requests.open();
            try {
                filter.doFilter(first.request(), first.response(), CHAIN);
                AccessToken token = library.member(first.request()).accessToken();
                filter.doFilter(first.request(), first.response(), CHAIN);
                HttpSession session = first.request().getSession();
                map.put(
                        String.valueOf(session.getAttribute(BenchedFilter.LEASE_ID)),
                        new Known(
                                token.value().reveal(),
                                RequestsInFlight.USER,
                                System.nanoTime() + SlowCircle.TOKEN_LIFE.toNanos()));
            } catch (IOException | ServletException e) {
                throw new IllegalStateException(e);
            }
            caffeine.fill();
            spring.signIn(first);
            pac4j.signIn(first);
        }

        /** Stops the server. */
        @TearDown
        public void close() {
            library.close();
            requests.close();
        }
    }

    /** A request of a thread's own. */
    @State(Scope.Thread)
    public static class Request {

        InFlight inFlight;
        HttpServletRequest request;
        HttpSession session;
        Principal principal;
        RequestMember member;

        /** Sends the request. */
        @Setup
        public void open(Server server) {
            inFlight = server.requests.open();
            request = inFlight.request();
            session = request.getSession(false);
            principal = request.getUserPrincipal();
            member = server.library.member(request);
        }
    }

    private static String lookUp(Server server, HttpSession session, Principal principal, Blackhole hole) {
        Known known = server.map.get((String) session.getAttribute(BenchedFilter.LEASE_ID));
        hole.consume(session.getAttribute(BenchedFilter.LEASE_TEXT));
        return known != null
                        && known.expiredAt() - System.nanoTime() > 0
                        && known.principal().equals(principal.getName())
                ? known.token()
                : "";
    }

    /** Two attributes, one map read, the principal's name, one clock read: the least work of a correct answer. */
    @Benchmark
    public String floor(Server server, Request request, Blackhole hole) {
        return lookUp(server, request.session, request.principal, hole);
    }

    /** The same where the session and the principal have to be found in the request first. */
    @Benchmark
    public String floorFromRequest(Server server, Request request, Blackhole hole) {
        return lookUp(server, request.request.getSession(false), request.request.getUserPrincipal(), hole);
    }

    /** The library's filter around an empty chain. */
    @Benchmark
    public void filter(Server server, Request request) throws IOException, ServletException {
        server.filter.doFilter(request.request, request.inFlight.response(), CHAIN);
    }

    /** One use of the token by the application. */
    @Benchmark
    public AccessToken accessToken(Request request) {
        return request.member.accessToken();
    }

    @Benchmark
    public Object google(Server server) throws IOException {
        return server.google.use();
    }

    @Benchmark
    public String aws(Server server) {
        return server.aws.use();
    }

    @Benchmark
    public String caffeine(Server server) {
        return server.caffeine.use();
    }

    @Benchmark
    public @Nullable Object spring(Server server, Request request) {
        return server.spring.use(request.inFlight);
    }

    @Benchmark
    public void pac4j(Server server, Request request) throws IOException, ServletException {
        server.pac4j.use(request.inFlight, CHAIN);
    }
}
