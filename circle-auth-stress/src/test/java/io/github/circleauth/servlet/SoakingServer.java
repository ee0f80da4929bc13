package io.github.circleauth.servlet;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.OrphanedTokens;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.BackgroundTasks;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.ObtainLimit;
import io.github.circleauth.session.RenewalSchedule;
import io.github.circleauth.session.Revoker;
import io.github.circleauth.session.Threads;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A server in a JVM of its own, with visitors that come and go. Its requests go through the filter, and its requests to
 * Circle over the network. It prints the used heap at intervals, and at the end what is left.
 */
public final class SoakingServer {

    /** The number of members at Circle. */
    public static final int PEOPLE = 200;

    public static final String APP_TOKEN = "the-app-token";

    private static final int SESSIONS = 1_000;
    private static final int TIMEOUT_SECONDS = 60;
    private static final int REQUESTS_A_SECOND = 200;
    private static final int THREADS = 4;
    private static final int HEAP_SAMPLES = 40;
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofHours(1);

    private final Duration length;
    private final AtomicReferenceArray<Visitor> visitors = new AtomicReferenceArray<>(SESSIONS);
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong withToken = new AtomicLong();
    private volatile Duration later = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(later);
    private final Ticker ticker = () -> System.nanoTime() + later.toNanos();
    private final Threads threads = new Threads("soak", SoakingServer.class.getClassLoader());
    private final BackgroundTasks tasks;
    private final CircleHttp client;
    private final MemoryLedger ledger = new MemoryLedger();
    private final Revoker revoker;
    private final Leases leases;
    private final CircleAuthRuntime runtime;
    private final Container container;

    private record Visitor(long member, Container.Session session) {}

    private SoakingServer(URI circle, Duration length) {
        this.length = length;
        SecureRandom random = new SecureRandom();
        client = CircleHttp.builder()
                .apiToken(Secret.of(APP_TOKEN))
                .baseUrl(circle)
                .rateLimit(100_000, Duration.ofMinutes(5))
                .ticker(ticker)
                .clock(clock)
                .orphans(this::orphan)
                .build();
        revoker =
                new Revoker(ledger, client.tokenEndpoint(RequestPriority.REVOCATION), threads.workers(), clock, random);
        leases = new Leases(new LeaseEnvironment(
                client::tokenEndpoint,
                ledger,
                revoker,
                Seal.derivedFrom(Secret.of(APP_TOKEN)),
                new RenewalSchedule(Duration.ofMinutes(15), Duration.ofSeconds(30)),
                new CircuitBreaker(ticker, random),
                new ObtainLimit(60, ticker),
                threads.workers(),
                ticker,
                clock,
                random));
        tasks = new BackgroundTasks(threads, leases, ledger, revoker, client, clock);
        runtime = new CircleAuthRuntime(
                leases,
                caller -> Optional.of(MemberIdentity.communityMemberId(Long.parseLong(caller.getName()))),
                new MemberAccess(client),
                new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ofSeconds(3)),
                () -> {});
        container = new Container(runtime);
    }

    private void orphan(OrphanedTokens strays) {
        leases.orphan(strays);
    }

    /**
     * Runs the server.
     *
     * @param args Circle's URL, and the length of the run in seconds
     */
    public static void main(String[] args) throws InterruptedException {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        SoakingServer server = new SoakingServer(URI.create(args[0]), Duration.ofSeconds(Long.parseLong(args[1])));
        server.run();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !before.contains(thread))
                .filter(thread -> thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("system"))
                .forEach(thread -> print("thread " + thread.getName()));
        print("end");
    }

    private void run() throws InterruptedException {
        tasks.start();
        ScheduledExecutorService visits = Executors.newScheduledThreadPool(THREADS);
        long period = Duration.ofSeconds(THREADS).toNanos() / REQUESTS_A_SECOND;
        for (int i = 0; i < THREADS; i++) {
            visits.scheduleAtFixedRate(this::visit, period, period, TimeUnit.NANOSECONDS);
        }
        ScheduledExecutorService heapMeter = Executors.newSingleThreadScheduledExecutor();
        long pause = length.toNanos() / HEAP_SAMPLES;
        heapMeter.scheduleWithFixedDelay(SoakingServer::measureHeap, pause, pause, TimeUnit.NANOSECONDS);
        visits.awaitTermination(length.toNanos(), TimeUnit.NANOSECONDS);
        for (ScheduledExecutorService each : new ScheduledExecutorService[] {visits, heapMeter}) {
            each.shutdown();
            each.awaitTermination(1, TimeUnit.MINUTES);
        }
        stop();
    }

    private static void measureHeap() {
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        print("heap " + (jvm.totalMemory() - jvm.freeMemory()));
    }

    /** Serves one request of a visitor, which may be new, may sign out, or may sign in as another user. */
    private void visit() {
        try {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            int which = random.nextInt(SESSIONS);
            Visitor visitor = visitors.get(which);
            if (visitor == null || random.nextInt(100) < 2) {
                visitor = new Visitor(
                        1 + random.nextInt(PEOPLE),
                        visitor != null && random.nextInt(4) == 0
                                ? visitor.session()
                                : container.new Session(TIMEOUT_SECONDS));
                visitors.set(which, visitor);
            }
            use(visitor, random.nextInt(4) == 0);
            if (random.nextInt(100) < 3) {
                visitors.compareAndSet(which, visitor, null);
                visitor.session().end(random.nextInt(10) > 0);
            }
        } catch (RuntimeException | Error unexpected) {
            print("failed " + unexpected);
        }
    }

    private void use(Visitor visitor, boolean usesToken) {
        container.serve(visitor.session(), Long.toString(visitor.member()), request -> {
            if (usesToken) {
                useToken(visitor, request);
            }
        });
        requests.incrementAndGet();
    }

    private void useToken(Visitor visitor, HttpServletRequest request) {
        CircleMember member = new RequestMember(() -> runtime.memberOf(request));
        try {
            if (member.communityMemberId() != visitor.member()) {
                print("failed: the token of another member");
            }
            withToken.incrementAndGet();
        } catch (CircleAuthException | IllegalStateException absent) {
            // Some requests to Circle fail, and another thread may have ended the session.
        }
    }

    /**
     * Stops as a container does. The tokens of sessions that ended without notice, and those that Circle failed to revoke,
     * become due in time.
     */
    private void stop() {
        for (int i = 0; i < SESSIONS; i++) {
            Visitor visitor = visitors.get(i);
            if (visitor != null) {
                visitor.session().end(true);
            }
        }
        for (int tries = 0; tries < 1_000 && ledger.size() > 0; tries++) {
            revoker.drain(() -> true);
            later = later.plus(
                    ledger.pendingRevocations(clock.instant()) > 0 ? Duration.ofSeconds(10) : LONGER_THAN_A_LEASE);
        }
        tasks.stop(Duration.ofSeconds(30));
        print("requests " + requests);
        print("tokens-used " + withToken);
        print("rows " + ledger.size());
    }

    private static void print(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }
}
