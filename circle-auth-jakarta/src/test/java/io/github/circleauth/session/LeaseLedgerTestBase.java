package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.seal.Seal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;

/** Leases over a ledger that can be slow, hold short tokens alone, or have ended a lease elsewhere. */
abstract class LeaseLedgerTestBase {

    final Circle circle = Circle.builder().clock(() -> OneServer.START).seed(1).build();

    final MemoryLedger ledger = new MemoryLedger();

    /** Whether the random generator fails, so that the dates of new tokens can't be computed. */
    boolean randomFails;

    final Random random = new Random(1) {
        private static final long serialVersionUID = 1L;

        @Override
        public long nextLong(long bound) {
            if (randomFails) {
                throw new IllegalStateException("No random number.");
            }
            return super.nextLong(bound);
        }
    };

    /** The tasks of the revoker, which run on other threads outside the tests. */
    final Queue<Runnable> revocations = new ArrayDeque<>();

    final CircleHttp client = InProcessCircle.client(
            circle, () -> circle.clock().offset().toNanos(), circle.clock(), InProcessCircle.Hooks.NONE, tokens -> {});

    final Revoker revoker = new Revoker(
            ledger, client.tokenEndpoint(RequestPriority.REVOCATION), revocations::add, circle.clock(), random);

    /** Tokens of more characters are too long for the ledger. */
    int maxLength = Integer.MAX_VALUE;

    /** The ledger's method that does nothing and returns that the lease has ended, elsewhere. */
    String endedFor = "";

    /** Runs after each method of the ledger. */
    Runnable meanwhile = () -> {};

    /** A ledger after each of whose methods the revoker revokes all due tokens. */
    final Ledger busy = (Ledger) Proxy.newProxyInstance(
            Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, args) -> {
                if (method.getName().equals(endedFor)) {
                    return method.getReturnType() == Ledger.LeaseStatus.class ? Ledger.LeaseStatus.ENDED : false;
                }
                if (method.getName().equals("canHold")) {
                    return ((Secret) args[0]).reveal().length() <= maxLength;
                }
                try {
                    return method.invoke(ledger, args);
                } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                } finally {
                    meanwhile.run();
                    revoker.drain(() -> true);
                }
            });

    final LeaseEnvironment environment = new LeaseEnvironment(
            client::tokenEndpoint,
            busy,
            revoker,
            Seal.derivedFrom(Secret.of("app-token")),
            SimulatedNode.SCHEDULE,
            new CircuitBreaker(() -> circle.clock().offset().toNanos(), random),
            new ObtainLimit(60, () -> circle.clock().offset().toNanos()),
            Runnable::run,
            () -> circle.clock().offset().toNanos(),
            circle.clock(),
            random);

    final Leases leases = new Leases(environment);

    Lease signedIn() {
        Lease lease = leases.open(
                () -> "1001",
                Optional.of(MemberIdentity.communityMemberId(1001)),
                OneServer.TIMEOUT_SECONDS,
                leases.nanos());
        leases.tokens(lease, leases.nanos()).join();
        return lease;
    }
}
