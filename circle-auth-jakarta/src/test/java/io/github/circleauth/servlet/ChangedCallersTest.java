package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.security.Principal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One session, and callers whose names say nothing about whether they are the same user. */
class ChangedCallersTest {

    /** A principal that is equal to another one of its class with the same name. */
    private record Staff(String getName) implements Principal {
        @Override
        public String getName() {
            return getName;
        }
    }

    /** A principal that calls itself equal to anything with its name. */
    private static final class Customer implements Principal {
        private final String name;

        Customer(String name) {
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Principal principal && principal.getName().equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /** A principal without {@code equals}, like {@code CallerPrincipal}. */
    private static final class PlainCaller implements Principal {
        private final String name;

        PlainCaller(String name) {
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }
    }

    private static final long STAFF = 1001;
    private static final long CUSTOMER = 1002;

    private final Map<Class<?>, Long> members = new HashMap<>(Map.of(
            Staff.class, STAFF,
            Customer.class, CUSTOMER,
            PlainCaller.class, STAFF));
    private int asked;
    private boolean resolverFails;
    private Thread askedOn;

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS, this::identityOf);
    private final StubSession session = application.session("s1");

    private Optional<MemberIdentity> identityOf(Principal caller) {
        asked++;
        askedOn = Thread.currentThread();
        if (resolverFails) {
            throw new IllegalStateException("The accounts can't be read.");
        }
        return Optional.ofNullable(members.get(caller.getClass())).map(MemberIdentity::communityMemberId);
    }

    private StubRequest requestOf(Principal caller) {
        StubRequest request = new StubRequest(null, session);
        request.loginAsPrincipal(caller);
        return request;
    }

    private void serve(Principal caller) {
        application.serve(requestOf(caller));
    }

    private String leaseId() {
        return (String) session.attributes.get(SessionAttributes.LEASE_ID);
    }

    @Test
    @Tag("I2")
    void aCallerOfTheSameNameFromAnotherRealmGetsItsOwnMembersToken() {
        serve(new Staff("ada"));

        StubRequest customers = requestOf(new Customer("ada"));
        application.serve(
                customers,
                request -> assertThat(application.member(request).communityMemberId())
                        .isEqualTo(CUSTOMER));

        assertThat(application.alive()).containsExactly(CUSTOMER, CUSTOMER);
    }

    @Test
    void aHandleCapturedForTheFormerCallerHasEnded() {
        StubRequest staffs = requestOf(new Staff("ada"));
        application.serve(staffs);
        CircleMember captured = application.member(staffs).capture();

        serve(new Customer("ada"));

        assertThat(captured.isPresent()).isFalse();
        assertThat(captured.whyAbsent()).contains(Absence.ENDED);
    }

    @Test
    void aChangeDuringTheRequestIsFoundAtTheNextUseOfTheToken() {
        application.serve(requestOf(new Staff("ada")), request -> {
            CircleMember member = application.member(request);
            assertThat(member.communityMemberId()).isEqualTo(STAFF);
            request.loginAsPrincipal(new Customer("ada"));
            assertThat(member.isPresent()).isTrue();
            assertThat(member.communityMemberId()).isEqualTo(CUSTOMER);
            request.loginAsPrincipal(new Staff("ada"));
            assertThat(member.communityMemberId()).isEqualTo(STAFF);
        });

        assertThat(application.alive()).containsExactly(STAFF, STAFF);
    }

    @Test
    void aChangeDuringTheRequestIsFoundOnTheWayBack() {
        application.serve(requestOf(new Staff("ada")), request -> request.loginAsPrincipal(new Customer("ada")));

        assertThat(application.alive()).containsExactly(CUSTOMER, CUSTOMER);
    }

    @Test
    void anEqualCallerOfTheSameClassIsNotResolvedAgain() {
        for (int i = 0; i < 10; i++) {
            serve(new Staff("ada"));
        }

        assertThat(asked).isEqualTo(1);
        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void aCallerWithoutEqualsIsResolvedOnceForEachRequestAndKeepsItsLease() {
        for (int i = 0; i < 10; i++) {
            application.serve(requestOf(new PlainCaller("ada")), request -> {
                assertThat(application.member(request).isPresent()).isTrue();
                application.member(request).accessToken();
            });
        }

        assertThat(asked).isEqualTo(10);
        assertThat(askedOn).isSameAs(Thread.currentThread());
        assertThat(application.obtains()).isEqualTo(1);
        assertThat(application.leases.size()).isEqualTo(1);
    }

    /** Two requests of one session at the same time, each with its own principal object. */
    @Test
    void aCallerIsResolvedOnceForEachRequestEvenIfAnotherRequestComesBetween() {
        application.serve(requestOf(new PlainCaller("ada")), request -> {
            serve(new PlainCaller("ada"));
            application.member(request).accessToken();
            serve(new PlainCaller("ada"));
            application.member(request).accessToken();
        });

        assertThat(asked).isEqualTo(3);
        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void anotherNameWithTheSameIdentityKeepsTheLease() {
        serve(new PlainCaller("ada"));
        String before = leaseId();

        serve(new PlainCaller("ada.lovelace"));

        assertThat(leaseId()).isEqualTo(before);
        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void aCallerThatIsNoLongerAMemberEndsTheLease() {
        serve(new PlainCaller("ada"));
        members.remove(PlainCaller.class);

        StubRequest request = requestOf(new PlainCaller("ada"));
        application.serve(request);

        assertThat(application.alive()).isEmpty();
        assertThat(application.member(request).whyAbsent()).contains(Absence.NOT_A_MEMBER);
    }

    @Test
    void whileTheResolverFailsNobodyGetsATokenAndTheCallersLeaseGoesOn() {
        serve(new PlainCaller("ada"));
        resolverFails = true;

        assertThatThrownBy(() -> serve(new PlainCaller("ada"))).hasMessage("The accounts can't be read.");
        resolverFails = false;
        serve(new PlainCaller("ada"));

        assertThat(application.obtains()).isEqualTo(1);
        assertThat(application.alive()).containsExactly(STAFF, STAFF);
    }

    @Test
    void aCallerOfAnotherNameEndsTheLeaseThoughTheResolverFails() {
        serve(new PlainCaller("ada"));
        resolverFails = true;

        assertThatThrownBy(() -> serve(new PlainCaller("grace"))).hasMessage("The accounts can't be read.");

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aFailingResolverIsAskedOnceForEachRequest() {
        resolverFails = true;
        StubRequest login = new StubRequest(null, session);

        application.serve(login, request -> {
            request.loginAsPrincipal(new PlainCaller("ada"));
            assertThatThrownBy(() -> application.member(request).accessToken())
                    .hasMessage("The accounts can't be read.");
        });

        assertThat(asked).isEqualTo(1);
    }

    @Test
    void aResolverThatReturnsNullIsToldSo() {
        OneApplication careless = new OneApplication(OneApplication.DEFAULTS, caller -> null);

        assertThatThrownBy(() -> careless.serve(new StubRequest("1001", careless.session("s1"))))
                .hasMessage("The MemberIdentityResolver returned null.");
    }

    /** The requests may come together, and their users have one name. */
    @Test
    void twoCallersOfOneNameWhoSignInTogetherGetTheirOwnMembersTokens() {
        long[] seen = new long[1];
        session.afterWriting = () -> {
            session.afterWriting = () -> {};
            application.serve(
                    requestOf(new Customer("ada")),
                    request -> seen[0] = application.member(request).communityMemberId());
        };

        application.serve(
                requestOf(new Staff("ada")),
                request -> assertThat(application.member(request).communityMemberId())
                        .isEqualTo(STAFF));

        assertThat(seen[0]).isEqualTo(CUSTOMER);
        assertThat(application.alive()).containsExactly(STAFF, STAFF);
    }

    /** Whatever a lease refers to lives as long as the lease. */
    @Test
    void neitherALeaseNorItsMemberRefersToASessionOrARequest() {
        for (Class<?> type :
                new Class<?>[] {io.github.circleauth.session.Lease.class, io.github.circleauth.session.LeaseMember.class
                }) {
            assertThat(Arrays.stream(type.getDeclaredFields())
                            .filter(field -> !Modifier.isStatic(field.getModifiers()))
                            .map(Field::getType)
                            .map(Class::getName))
                    .noneMatch(name -> name.startsWith("jakarta.servlet"));
        }
    }
}
