package io.github.circleauth.servlet;

import io.github.circleauth.Absence;
import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The current member as pages read it: expressions of JSP and Faces ({@code #{circleMember.state}}) know getters only. A value
 * that is not there is null, which pages show as nothing; so a page works for anonymous users too.
 *
 * <p>There is no getter for the access token, so no expression shows it by mistake.
 */
public interface PageMember extends CircleMember {

    /** Returns the member's {@code community_member_id}, or null without a token. Waits as {@link #isPresent()} does. */
    default @Nullable Long getCommunityMemberId() {
        try {
            return communityMemberId();
        } catch (CircleAuthException | NotSignedInException absent) {
            // getWhyAbsent() returns the reason.
            return null;
        }
    }

    /** Returns the member's {@code community_id}, or null without a token. Waits as {@link #isPresent()} does. */
    default @Nullable Long getCommunityId() {
        try {
            return communityId();
        } catch (CircleAuthException | NotSignedInException absent) {
            // getWhyAbsent() returns the reason.
            return null;
        }
    }

    /** Returns {@link #state()}. */
    default TokenState getState() {
        return state();
    }

    /** Returns {@link #expiresAt()}, or null. */
    default @Nullable Instant getExpiresAt() {
        return expiresAt().orElse(null);
    }

    /** Returns {@link #renewals()}. */
    default long getRenewals() {
        return renewals();
    }

    /** Returns {@link #whyAbsent()}, or null. */
    default @Nullable Absence getWhyAbsent() {
        return whyAbsent().orElse(null);
    }

    /** Returns {@link #absenceDetail()}, or null. */
    default @Nullable AbsenceDetail getAbsenceDetail() {
        return absenceDetail().orElse(null);
    }
}
