package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.sandbox.Person;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A user who is no member of the community, and joins it. */
class JoinedMemberTest {

    private static final long NEW = 2001;

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final StubSession session = application.session("first");
    private final StubRequest request = new StubRequest(Long.toString(NEW), session);

    private void join() {
        List<Person> people = new ArrayList<>(Person.DEFAULT);
        people.add(new Person(NEW, "new@example.com", "new-sso", "New", ""));
        application.circle.people(people);
    }

    private Optional<Absence> whyAbsent(StubRequest request) {
        application.serve(request);
        return application.member(request).whyAbsent();
    }

    private void assertNotAMember() {
        assertThat(whyAbsent(request)).hasValue(Absence.NOT_A_MEMBER);
        assertThat(application.obtains()).isEqualTo(1);
        join();
        assertThat(whyAbsent(request)).hasValue(Absence.NOT_A_MEMBER);
        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void isNoticedAfterFiveMinutes() {
        assertNotAMember();

        application.circle.clock().advance(Duration.ofMinutes(5));

        assertThat(whyAbsent(request)).isEmpty();
        assertThat(application.member(request).communityMemberId()).isEqualTo(NEW);
    }

    @Test
    void isNoticedAtOnceAfterARetry() {
        assertNotAMember();

        application.serve(request, passed -> {
            CircleMember member = application.member(passed);
            member.retry();
            assertThat(member.isPresent()).isTrue();
        });

        assertThat(application.member(request).communityMemberId()).isEqualTo(NEW);
        assertThat(application.obtains()).isEqualTo(2);
    }

    @Test
    void isNoticedAtOnceByANewSession() {
        assertNotAMember();

        StubRequest signedInAnew = new StubRequest(Long.toString(NEW), application.session("second"));

        assertThat(whyAbsent(signedInAnew)).isEmpty();
        assertThat(application.member(signedInAnew).communityMemberId()).isEqualTo(NEW);
        assertThat(application.obtains()).isEqualTo(2);
    }

    @Test
    void isNoticedAtOnceByANewSignInInTheSameSession() {
        assertNotAMember();
        application.serve(new StubRequest(null, session));

        assertThat(whyAbsent(request)).isEmpty();
        assertThat(application.obtains()).isEqualTo(2);
    }

    @Test
    void whomTheResolverDidNotKnowIsNoticedAsSoon() {
        AtomicInteger asked = new AtomicInteger();
        List<Optional<MemberIdentity>> known = new ArrayList<>(List.of(Optional.empty()));
        OneApplication resolving = new OneApplication(OneApplication.DEFAULTS, caller -> {
            asked.incrementAndGet();
            return known.get(0);
        });
        StubSession unknown = resolving.session("first");
        Principal user = () -> "new";
        Supplier<Optional<Absence>> next = () -> {
            StubRequest each = requestOf(user, unknown);
            resolving.serve(each);
            return resolving.member(each).whyAbsent();
        };
        assertThat(next.get()).hasValue(Absence.NOT_A_MEMBER);
        assertThat(next.get()).hasValue(Absence.NOT_A_MEMBER);
        assertThat(asked).hasValue(1);
        resolving.circle.clock().advance(Duration.ofMinutes(5));
        assertThat(next.get()).hasValue(Absence.NOT_A_MEMBER);
        assertThat(next.get()).hasValue(Absence.NOT_A_MEMBER);
        assertThat(asked).hasValue(2);

        known.set(0, Optional.of(MemberIdentity.communityMemberId(1001)));
        assertThat(next.get()).hasValue(Absence.NOT_A_MEMBER);
        resolving.serve(requestOf(user, unknown), passed -> {
            CircleMember member = resolving.member(passed);
            member.retry();
            assertThat(member.communityMemberId()).isEqualTo(1001);
        });
        assertThat(next.get()).isEmpty();
        assertThat(asked).hasValue(3);
    }

    private static StubRequest requestOf(Principal user, StubSession session) {
        StubRequest request = new StubRequest(null, session);
        request.loginAsPrincipal(user);
        return request;
    }
}
