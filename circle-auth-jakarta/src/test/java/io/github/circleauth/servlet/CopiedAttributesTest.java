package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Attributes of a session that the application copies, moves, or removes and puts back. */
class CopiedAttributesTest extends RemovedAttributesTestBase {

    /** Protection against session fixation, where the server can't change the id. */
    @Test
    void attributesThatAreCopiedIntoANewSessionGetItALeaseOfItsOwn() {
        signIn();
        Map<String, Object> copied = Map.copyOf(session.attributes);
        StubSession next = application.session("s2");

        serve(passed -> {
            session.end(application.server.listener);
            copied.forEach(next::setAttribute);
            passed.session(next);
        });
        StubRequest later = new StubRequest(null, next);
        later.loginAsPrincipal(ada);
        application.serve(
                later,
                passed -> assertThat(application.member(passed).isPresent()).isTrue());

        assertThat(next.attributes.get(SessionAttributes.LEASE_ID))
                .isNotNull()
                .isNotEqualTo(copied.get(SessionAttributes.LEASE_ID));
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    @Tag("I1")
    void attributesThatAreCopiedIntoAnotherUsersSessionGiveThatUserNothing() {
        signIn();
        StubSession others = application.session("s2");
        session.attributes.forEach(others::setAttribute);
        StubRequest another = new StubRequest("1002", others);

        application.serve(
                another,
                passed -> assertThat(application.member(passed).communityMemberId())
                        .isEqualTo(1002));
        serve(passed ->
                assertThat(application.member(passed).communityMemberId()).isEqualTo(1001));

        assertThat(application.alive()).containsExactlyInAnyOrder(1001L, 1001L, 1002L, 1002L);
    }

    @Test
    void attributesThatAreMovedToAnotherUsersSessionEndTheLease() {
        signIn();
        StubSession others = application.session("s2");
        Map<String, Object> moved = Map.copyOf(session.attributes);
        session.clear();
        moved.forEach(others::setAttribute);

        application.serve(
                new StubRequest("1002", others),
                passed -> assertThat(application.member(passed).communityMemberId())
                        .isEqualTo(1002));

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void attributesThatAreRemovedAndPutBackCostOneObtain() {
        signIn();

        serve(passed -> {
            Map<String, Object> saved = Map.copyOf(session.attributes);
            session.clear();
            saved.forEach(session::setAttribute);
        });
        serve(passed -> {});
        serve(passed -> assertThat(application.member(passed).isPresent()).isTrue());

        assertThat(application.obtains()).isEqualTo(2);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }
}
