package io.github.circleauth.benchmarks;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.benchmarks.RequestsInFlight.InFlight;
import io.github.circleauth.servlet.BenchedFilter;
import io.github.circleauth.servlet.CircleAuthFilter;
import io.github.circleauth.servlet.RequestMember;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Random;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import software.amazon.awssdk.utils.cache.OneCallerBlocks;

/** A signed-in user in simulated time, with the tokens of one contender. Signed in when it is created. */
interface SimulatedUser {

    /** Makes a request of the user's, which needs the token. Returns whether there is one. */
    boolean request();

    /** Passes a second of the machine's, without a request. */
    default void second() {}

    /** Signs the user out. */
    default void end() {}

    /** The parts of a simulation. */
    record World(RequestsInFlight server, InFlight inFlight, SlowCircle circle, SimulatedTime time) {}

    static SimulatedUser of(String contender, World world) {
        return switch (contender) {
            case "ours" -> new OurUser(world, Duration.ofHours(12));
            case "spring" -> springUser(world);
            case "timer" -> new TimerUser(world);
            case "aws" -> awsUser(world);
            case "caffeine" -> caffeineUser(world);
            default -> throw new IllegalArgumentException(contender);
        };
    }

    private static SimulatedUser springUser(World world) {
        SpringPeer spring =
                new SpringPeer(world.circle(), Age.FRESH, world.time().clock());
        spring.signIn(world.inFlight());
        // The sign-in itself.
        String unused = world.circle().token();
        return () -> {
            try {
                return spring.use(world.inFlight()) != null;
            } catch (OAuth2AuthorizationException unavailable) {
                return false;
            }
        };
    }

    private static SimulatedUser awsUser(World world) {
        AwsPeer aws = new AwsPeer(world.circle(), world.time().clock(), new OneCallerBlocks());
        return () -> isThere(aws::use);
    }

    private static SimulatedUser caffeineUser(World world) {
        CaffeinePeer caffeine = new CaffeinePeer(world.circle(), world.time(), Runnable::run);
        return () -> isThere(caffeine::use);
    }

    private static boolean isThere(Runnable use) {
        try {
            use.run();
            return true;
        } catch (CircleUnavailableException unavailable) {
            return false;
        }
    }

    /** A user of this library's. */
    final class OurUser implements SimulatedUser {

        private static final FilterChain CHAIN = (request, response) -> {};

        private final InFlight inFlight;
        private final HttpSession session;
        private final Library library;
        private final CircleAuthFilter filter;
        private final RequestMember member;

        OurUser(World world, Duration sessionTimeout) {
            inFlight = world.inFlight();
            session = inFlight.request().getSession();
            session.removeAttribute(BenchedFilter.LEASE_ID);
            session.removeAttribute(BenchedFilter.LEASE_TEXT);
            session.setMaxInactiveInterval((int) sessionTimeout.toSeconds());
            library = Library.simulated(world.circle(), world.time());
            filter = BenchedFilter.of(library.runtime, world.server().context());
            member = library.member(inFlight.request());
            boolean signedIn = request();
        }

        @Override
        public boolean request() {
            try {
                filter.doFilter(inFlight.request(), inFlight.response(), CHAIN);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return member.isPresent();
        }

        int ledgerChanges() {
            return library.counted.changes();
        }

        @Override
        public void end() {
            BenchedFilter.sessionEnds(library.runtime, session);
            library.close();
        }
    }

    /** A user whose token a timer renews as long as the session lives, with this library's times. */
    final class TimerUser implements SimulatedUser {

        private static final Duration EARLIEST = Duration.ofMinutes(45);
        private static final Duration SPREAD = Duration.ofMinutes(12);

        private final World world;
        private final Random random = new Random();
        private Duration renewAt = Duration.ZERO;

        private TimerUser(World world) {
            this.world = world;
            renew();
        }

        private void renew() {
            String unused = world.circle().token();
            renewAt = world.time().passed().plus(EARLIEST).plusSeconds(random.nextLong(SPREAD.toSeconds()));
        }

        @Override
        public boolean request() {
            return true;
        }

        @Override
        public void second() {
            if (world.time().passed().compareTo(renewAt) >= 0) {
                renew();
            }
        }

        @Override
        public void end() {
            String access = world.circle().token();
            String refresh = world.circle().token();
        }
    }
}
