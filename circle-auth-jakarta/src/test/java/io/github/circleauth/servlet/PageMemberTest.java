package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.TokenState;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The member as pages read it. */
class PageMemberTest {

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);

    private PageMember member(String principal) {
        StubRequest request = new StubRequest(principal, application.session("s1"));
        application.serve(request);
        return (PageMember) application.member(request);
    }

    @Test
    void everyValueOfASignedInMemberHasAGetter() {
        PageMember ada = member("1001");

        assertThat(ada.isPresent()).isTrue();
        assertThat(ada.getCommunityMemberId()).isEqualTo(1001);
        assertThat(ada.getCommunityId()).isEqualTo(ada.communityId());
        assertThat(ada.getState()).isEqualTo(TokenState.FRESH);
        assertThat(ada.getExpiresAt()).isEqualTo(ada.accessToken().expiresAt());
        assertThat(ada.getRenewals()).isEqualTo(ada.renewals());
        assertThat(ada.getWhyAbsent()).isNull();
        assertThat(ada.getAbsenceDetail()).isNull();
    }

    @Test
    void thePageOfAnAnonymousUserReadsNothingAndFailsNowhere() {
        PageMember anonymous = member(null);

        assertThat(anonymous.isPresent()).isFalse();
        assertThat(anonymous.getCommunityMemberId()).isNull();
        assertThat(anonymous.getCommunityId()).isNull();
        assertThat(anonymous.getState()).isEqualTo(TokenState.ABSENT);
        assertThat(anonymous.getExpiresAt()).isNull();
        assertThat(anonymous.getRenewals()).isZero();
        assertThat(anonymous.getWhyAbsent()).isEqualTo(Absence.ANONYMOUS);
        assertThat(anonymous.getAbsenceDetail()).isEqualTo(AbsenceDetail.of(AbsenceDetail.Cause.ANONYMOUS));
    }

    @Test
    void aMistakeIsNotTakenForAnAbsentMember() {
        PageMember withoutRequest = new RequestMember(() -> {
            throw new IllegalStateException("There is no request.");
        });

        assertThatThrownBy(withoutRequest::getCommunityMemberId).hasMessage("There is no request.");
        assertThatThrownBy(withoutRequest::getCommunityId).hasMessage("There is no request.");
    }

    @Test
    @Tag("S10")
    void noGetterReturnsAToken() {
        assertThat(PageMember.class.getMethods())
                .extracting(Method::getName)
                .filteredOn(name -> name.startsWith("get"))
                .hasSize(7)
                .noneMatch(name -> name.contains("Token"));
        assertThat(Arrays.stream(PageMember.class.getMethods())
                        .filter(method -> method.getName().startsWith("is")))
                .extracting(Method::getName)
                .containsExactly("isPresent");
    }
}
