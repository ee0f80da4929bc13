package io.github.circleauth.sandbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for Circle in memory: one community with its members, its tokens and its clock, without a socket. It can be
 * called in process with {@link #answer(Call)}; a {@link Sandbox} puts it behind HTTP.
 */
public final class Circle {

    /** The answer to who was interrupted before the call took effect. */
    private static final Answer HUNG_UP = Answer.of(503, Map.of(), new byte[0]);

    private final Birth birth;
    private final MovableClock clock;
    private final Tokens tokens = new Tokens();
    private final Settling settling = new Settling();
    private final Audit audit;
    private final Switches switches = new Switches();
    private final Gates gates = new Gates();
    private final Faults faults = new Faults();
    private final AuthApi authApi = new AuthApi(this, tokens);
    private final MemberApi memberApi = new MemberApi(this, tokens);

    private volatile String apiToken;
    private volatile Duration accessTokenLife;
    private volatile List<Person> people;
    private volatile boolean eligible = true;
    private volatile Mint mint;
    private volatile Community community;

    private Circle(Birth birth) {
        this.birth = birth;
        this.clock = new MovableClock(birth.clock());
        this.audit = new Audit(tokens, clock, settling);
        this.apiToken = birth.apiToken();
        this.accessTokenLife = birth.accessTokenLife();
        this.people = birth.people();
        this.mint = new Mint(birth.random());
        this.community = new Community(birth.people(), clock.instant());
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Answers one call of the Auth API or the Member API. A closed gate or a delay holds the calling thread; if that is
     * interrupted meanwhile, the answer is lost.
     */
    public Answer answer(Call call) {
        Operation operation = Operation.of(call);
        if (operation == null) {
            return recorded(call, dressed(Refusal.PATH_NOT_FOUND.answerTo(null)));
        }
        Answer answer = HUNG_UP;
        try {
            gates.pass(operation, Gate.Place.BEFORE_EFFECT);
            answer = recorded(call, dressed(underFaults(operation, call)));
            gates.pass(operation, Gate.Place.BEFORE_ANSWER);
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer.spoiled(Manner.NOTHING);
        }
    }

    /** The record of what was issued and called. */
    public Audit audit() {
        return audit;
    }

    public Switches switches() {
        return switches;
    }

    public MovableClock clock() {
        return clock;
    }

    public Gates gates() {
        return gates;
    }

    public Faults faults() {
        return faults;
    }

    /** The app token that the Auth API accepts. */
    public String apiToken() {
        return apiToken;
    }

    /** Rotates the app token: the one before is refused from now on. */
    public void apiToken(String apiToken) {
        this.apiToken = apiToken;
    }

    public Duration accessTokenLife() {
        return accessTokenLife;
    }

    /** How long access tokens live that are issued from now on. */
    public void accessTokenLife(Duration life) {
        this.accessTokenLife = life;
    }

    public List<Person> people() {
        return people;
    }

    /** Replaces the members. Who is no longer among them has left: their tokens are good for nothing. */
    public void people(List<Person> people) {
        this.people = List.copyOf(people);
        this.community = new Community(this.people, community.born());
    }

    /** Whether the community's plan includes the headless APIs. */
    public boolean eligible() {
        return eligible;
    }

    public void eligible(boolean eligible) {
        this.eligible = eligible;
    }

    public long communityId() {
        return birth.communityId();
    }

    /** Back to birth: no tokens, calls, faults or closed gates, the clock where it would be, everything as built. */
    public void reset() {
        gates.releaseAll();
        faults.clear();
        switches.reset();
        clock.reset();
        synchronized (tokens) {
            tokens.reset();
            audit.reset();
            apiToken = birth.apiToken();
            accessTokenLife = birth.accessTokenLife();
            people = birth.people();
            eligible = true;
            mint = new Mint(birth.random());
            community = new Community(birth.people(), clock.instant());
        }
    }

    Mint mint() {
        return mint;
    }

    Community community() {
        return community;
    }

    Settling settling() {
        return settling;
    }

    Optional<Person> person(long communityMemberId) {
        return people.stream()
                .filter(person -> person.communityMemberId() == communityMemberId)
                .findFirst();
    }

    private Answer underFaults(Operation operation, Call call) throws InterruptedException {
        Optional<Fault> fault = faults.take(operation);
        return fault.isPresent()
                ? fault.get().play(new CallStage(operation, call))
                : effect(operation, call, UnaryOperator.identity());
    }

    private Answer effect(Operation operation, Call call, UnaryOperator<Person> cast) {
        try {
            return operation.api == Operation.Api.AUTH
                    ? authApi.answer(operation, call, cast)
                    : memberApi.answer(operation, call, cast);
        } catch (Refusal.Signal signal) {
            return signal.refusal.answerTo(operation);
        }
    }

    private Person nextAfter(Person person) {
        List<Person> all = people;
        return all.get((all.indexOf(person) + 1) % all.size());
    }

    private Answer dressed(Answer answer) {
        return answer.with("x-request-id", mint.uuid()).with("date", Times.http(clock.instant()));
    }

    private Answer recorded(Call call, Answer answer) {
        audit.note(new Audit.CallRecord(
                clock.instant(),
                call.method(),
                call.path(),
                answer.status(),
                answer.communityMemberId(),
                answer.refusal()));
        return answer;
    }

    private final class CallStage implements Fault.Stage {

        private final Operation operation;
        private final Call call;

        CallStage(Operation operation, Call call) {
            this.operation = operation;
            this.call = call;
        }

        @Override
        public Answer effect() {
            return Circle.this.effect(operation, call, UnaryOperator.identity());
        }

        @Override
        public Answer effectForAnotherMember() {
            return Circle.this.effect(operation, call, Circle.this::nextAfter);
        }

        @Override
        public Answer refused(Refusal refusal) {
            return refusal.answerTo(operation);
        }

        @Override
        public Switches switches() {
            return switches;
        }

        @Override
        public MovableClock clock() {
            return clock;
        }
    }

    /** What a {@link Circle} is born with, and goes back to with {@link Circle#reset()}. */
    public static final class Builder {

        private String apiToken = "sandbox-app-token";
        private InstantSource clock = InstantSource.system();
        private @Nullable Long seed;
        private Duration accessTokenLife = Duration.ofHours(1);
        private List<Person> people = Person.DEFAULT;
        private long communityId = 1;

        private Builder() {}

        public Builder apiToken(String apiToken) {
            this.apiToken = apiToken;
            return this;
        }

        /** The clock beneath the sandbox's own movable one. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Has tokens made from a generator with this seed, so that a simulation repeats itself. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        public Builder accessTokenLife(Duration life) {
            this.accessTokenLife = life;
            return this;
        }

        public Builder people(List<Person> people) {
            this.people = List.copyOf(people);
            return this;
        }

        public Builder communityId(long communityId) {
            this.communityId = communityId;
            return this;
        }

        public Circle build() {
            return new Circle(new Birth(apiToken, clock, seed, accessTokenLife, people, communityId));
        }
    }
}
