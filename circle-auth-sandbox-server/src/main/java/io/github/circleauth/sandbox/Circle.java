package io.github.circleauth.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for Circle in memory: one community with its members, tokens and clock, without a socket. It handles
 * requests in process with {@link #handle(SandboxRequest)}; a {@link Sandbox} serves it over HTTP.
 */
public final class Circle {

    private final InitialSettings initial;
    private final MovableClock clock;
    private final TokenStore tokens = new TokenStore();
    private final PendingDeliveries deliveries = new PendingDeliveries();
    private final Audit audit;
    private final Switches switches = new Switches();
    private final Gates gates = new Gates();
    private final Faults faults = new Faults();
    private final Cable cable = new Cable(this, tokens);
    private final RequestHandler handler = new RequestHandler(this, tokens);

    private volatile String apiToken;
    private volatile Duration accessTokenLife;
    private volatile List<Person> people;
    private volatile List<String> allowedOrigins;
    private volatile boolean eligible = true;
    private volatile TokenGenerator tokenGenerator;
    private volatile Community community;

    private Circle(InitialSettings initial) {
        this.initial = initial;
        this.clock = new MovableClock(initial.clock());
        clock.whenMoved(() -> {
            tokens.changed();
            cable.wakeAll();
        });
        tokens.whenRevoked(cable::wakeAll);
        this.audit = new Audit(tokens, clock, deliveries);
        this.apiToken = initial.apiToken();
        this.accessTokenLife = initial.accessTokenLife();
        this.people = initial.people();
        this.allowedOrigins = initial.allowedOrigins();
        this.tokenGenerator = new TokenGenerator(initial.random());
        this.community = community(clock.instant());
    }

    /** Returns a builder with default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Handles one request of the Auth API or the Member API. A closed gate or a delay blocks the calling thread. If
     * that thread is interrupted meanwhile, the response is {@linkplain SandboxResponse#lost() lost}.
     */
    public SandboxResponse handle(SandboxRequest request) {
        return handler.handle(request);
    }

    /** The record of issued tokens and handled requests. */
    public Audit audit() {
        return audit;
    }

    /** The behaviours that Circle's documentation leaves open. */
    public Switches switches() {
        return switches;
    }

    /** The clock of this circle, which decides when tokens expire. */
    public MovableClock clock() {
        return clock;
    }

    /** The gates that hold requests. */
    public Gates gates() {
        return gates;
    }

    /** The planned faults. */
    public Faults faults() {
        return faults;
    }

    /** The live connections of the real-time channel. */
    public Cable cable() {
        return cable;
    }

    /** The app token that the Auth API accepts. */
    public String apiToken() {
        return apiToken;
    }

    /** Rotates the app token. The previous one is refused from now on. */
    public void apiToken(String apiToken) {
        this.apiToken = apiToken;
    }

    /** The life of access tokens that are issued from now on. */
    public Duration accessTokenLife() {
        return accessTokenLife;
    }

    /** Sets the life of access tokens that are issued from now on. */
    public void accessTokenLife(Duration life) {
        this.accessTokenLife = life;
    }

    /** The members. */
    public List<Person> people() {
        return people;
    }

    /** Replaces the members. The tokens of a member who is no longer among them are refused. */
    public void people(List<Person> people) {
        this.people = List.copyOf(people);
        this.community = community(community.createdAt());
    }

    /** The origins from which the real-time channel may be opened. If there are none, any origin may. */
    public List<String> allowedOrigins() {
        return allowedOrigins;
    }

    /** Sets the origins from which the real-time channel may be opened, such as {@code https://www.example.com}. */
    public void allowedOrigins(List<String> origins) {
        this.allowedOrigins = List.copyOf(origins);
    }

    /** Whether the community's plan includes the headless APIs. */
    public boolean eligible() {
        return eligible;
    }

    /** Sets whether the plan includes the headless APIs. If not, both APIs refuse every request. */
    public void eligible(boolean eligible) {
        this.eligible = eligible;
    }

    /** The id of the community. */
    public long communityId() {
        return initial.communityId();
    }

    /**
     * Returns to the state after {@link Builder#build()}: no tokens, recorded requests, faults, closed gates or live
     * connections, and the initial settings. The clock loses its offset.
     */
    public void reset() {
        gates.releaseAll();
        cable.dropAll();
        faults.clear();
        switches.reset();
        clock.reset();
        synchronized (tokens) {
            tokens.reset();
            audit.reset();
            apiToken = initial.apiToken();
            accessTokenLife = initial.accessTokenLife();
            people = initial.people();
            allowedOrigins = initial.allowedOrigins();
            eligible = true;
            tokenGenerator = new TokenGenerator(initial.random());
            community = community(clock.instant());
        }
    }

    private Community community(Instant createdAt) {
        return new Community(people, createdAt, new CableEvents(this)::notified);
    }

    TokenGenerator tokenGenerator() {
        return tokenGenerator;
    }

    Community community() {
        return community;
    }

    PendingDeliveries deliveries() {
        return deliveries;
    }

    /** The endpoints that respond with documented examples. */
    DocumentedApi documentation() {
        return initial.documentation();
    }

    Optional<Person> person(long communityMemberId) {
        return people.stream()
                .filter(person -> person.communityMemberId() == communityMemberId)
                .findFirst();
    }

    /** Builds a {@link Circle} with its initial settings, which {@link Circle#reset()} restores. */
    public static final class Builder {

        private String apiToken = "sandbox-app-token";
        private InstantSource clock = InstantSource.system();
        private @Nullable Long seed;
        private Duration accessTokenLife = Duration.ofHours(1);
        private List<Person> people = Person.DEFAULT;
        private long communityId = 1;
        private List<String> allowedOrigins = List.of();
        private DocumentedApi documentation = DocumentedApi.NONE;

        private Builder() {}

        /** Sets the app token. The default is {@code sandbox-app-token}. */
        public Builder apiToken(String apiToken) {
            this.apiToken = apiToken;
            return this;
        }

        /** Sets the base of the {@link MovableClock}. The default is the system clock. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Sets the seed of the random generator for tokens, so that a simulation is repeatable. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** Adds endpoints that respond with documented examples. */
        Builder documentation(List<DocumentedApi.Endpoint> endpoints) {
            this.documentation = documentation.with(endpoints);
            return this;
        }

        /** Sets the life of access tokens. The default is one hour. */
        public Builder accessTokenLife(Duration life) {
            this.accessTokenLife = life;
            return this;
        }

        /** Sets the members. The default is {@link Person#DEFAULT}. */
        public Builder people(List<Person> people) {
            this.people = List.copyOf(people);
            return this;
        }

        /** Sets the origins from which the real-time channel may be opened. By default, any may. */
        public Builder allowedOrigins(List<String> origins) {
            this.allowedOrigins = List.copyOf(origins);
            return this;
        }

        /** Adds one to {@link #allowedOrigins}. */
        Builder allowedOrigin(String origin) {
            return allowedOrigins(
                    Stream.concat(allowedOrigins.stream(), Stream.of(origin)).toList());
        }

        /** Sets the id of the community. The default is 1. */
        public Builder communityId(long communityId) {
            this.communityId = communityId;
            return this;
        }

        /** Builds the circle. */
        public Circle build() {
            return new Circle(new InitialSettings(
                    apiToken, clock, seed, accessTokenLife, people, communityId, allowedOrigins, documentation));
        }
    }
}
