package io.github.circleauth;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * The identity of a user at Circle: one of the three identifiers that {@code POST auth_token} accepts. Serializable, so that
 * a bean that a server may write to disk can keep it.
 *
 * @param kind the kind of identifier
 * @param value the identifier, exactly as stored at Circle
 */
public record MemberIdentity(Kind kind, String value) implements Serializable {

    /** The maximum length of an identifier, in characters. */
    public static final int MAX_LENGTH = 320;

    private static final Pattern MEMBER_ID = Pattern.compile("[1-9][0-9]{0,18}");

    /** The kinds of identifier that Circle accepts. */
    public enum Kind {
        /**
         * An e-mail address that <em>your</em> application has verified. With an unverified address, a user who enters a
         * member's address gets that member's access.
         */
        VERIFIED_EMAIL,
        /** The user id that your single sign-on passes to Circle ({@code sso_user_id}). */
        SSO_USER_ID,
        /** Circle's {@code community_member_id}, which is neither the user id nor the public uid. */
        COMMUNITY_MEMBER_ID
    }

    /**
     * Validates the identifier.
     *
     * @throws IllegalArgumentException if the identifier is blank, longer than {@link #MAX_LENGTH}, contains control
     *     characters or half a surrogate pair, or begins or ends with a blank or an invisible character; if it is an e-mail
     *     address that contains one of these anywhere; if it is a community member id but not a positive whole number in
     *     the digits 0 to 9, without a sign or a leading zero. The message does not contain the identifier
     */
    public MemberIdentity {
        requireNonNull(kind, "kind");
        checkText(kind, requireNonNull(value, "value"));
        checkBlanks(kind, value);
        if (kind == Kind.COMMUNITY_MEMBER_ID) {
            parseMemberId(value);
        }
    }

    /** Returns the identity of an e-mail address that the application has verified. */
    public static MemberIdentity verifiedEmail(String email) {
        return new MemberIdentity(Kind.VERIFIED_EMAIL, email);
    }

    /** Returns the identity of a user id of the single sign-on. */
    public static MemberIdentity ssoUserId(String ssoUserId) {
        return new MemberIdentity(Kind.SSO_USER_ID, ssoUserId);
    }

    /** Returns the identity of a community member id. */
    public static MemberIdentity communityMemberId(long communityMemberId) {
        return new MemberIdentity(Kind.COMMUNITY_MEMBER_ID, Long.toString(communityMemberId));
    }

    /**
     * Returns the community member id as a number.
     *
     * @throws IllegalStateException if this identity is of another kind
     */
    public long asCommunityMemberId() {
        if (kind != Kind.COMMUNITY_MEMBER_ID) {
            throw new IllegalStateException("This identity is a " + kind + ", not a community member id.");
        }
        return parseMemberId(value);
    }

    private static void checkText(Kind kind, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("The " + kind + " is blank.");
        }
        if (value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("The " + kind + " has " + value.length() + " characters; at most "
                    + MAX_LENGTH + " are sent to Circle.");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c)) {
                throw new IllegalArgumentException("The " + kind + " has a control character at position " + i + ".");
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException("The " + kind + " has half a surrogate pair at position " + i + ".");
            }
        }
    }

    /** Refuses what a person does not see: two identifiers that look alike must not be two users, or one at Circle. */
    private static void checkBlanks(Kind kind, String value) {
        IntPredicate unseen =
                c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
        if (unseen.test(value.codePointAt(0)) || unseen.test(value.codePointBefore(value.length()))) {
            throw new IllegalArgumentException(
                    "The " + kind + " begins or ends with a blank or an invisible character.");
        }
        if (kind == Kind.VERIFIED_EMAIL && value.codePoints().anyMatch(unseen)) {
            throw new IllegalArgumentException("The VERIFIED_EMAIL contains a blank or an invisible character.");
        }
    }

    /** Accepts one spelling of each number: {@link Long#parseLong} also reads signs, leading zeros and other digits. */
    private static long parseMemberId(String value) {
        if (MEMBER_ID.matcher(value).matches()) {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException tooLarge) {
                // Falls through: the message of this exception contains the value.
            }
        }
        throw new IllegalArgumentException(
                "The COMMUNITY_MEMBER_ID is not a positive whole number in the digits 0 to 9,"
                        + " without a sign or a leading zero.");
    }

    /** Returns the kind only: an identifier is personal data, and must not appear in logs. */
    @Override
    public String toString() {
        return kind + "[…]";
    }
}
