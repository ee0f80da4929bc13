package io.github.circleauth;

import static java.util.Objects.requireNonNull;

/**
 * What a signed-in user is known by at Circle: one of the three identifiers that {@code POST auth_token} takes.
 *
 * @param kind which of the three
 * @param value the identifier, exactly as Circle has it
 */
public record MemberIdentity(Kind kind, String value) {

    /** The longest identifier that is sent to Circle, in characters. */
    public static final int MAX_LENGTH = 320;

    /** The three kinds of identifier that Circle knows a member by. */
    public enum Kind {
        /**
         * An e-mail address that <em>your</em> application has verified. An address that nobody verified hands a
         * stranger's membership to whoever typed it in.
         */
        VERIFIED_EMAIL,
        /** The user id that your single sign-on gave to Circle. */
        SSO_USER_ID,
        /** Circle's own number of the community member (not the user id, not the public uid). */
        COMMUNITY_MEMBER_ID
    }

    /**
     * Checks the identifier before it can reach Circle.
     *
     * @throws IllegalArgumentException if it is blank, too long, holds control characters or half a surrogate pair, or
     *     is a community member id that is no positive number. The message never repeats the identifier
     */
    public MemberIdentity {
        requireNonNull(kind, "kind");
        checkText(kind, requireNonNull(value, "value"));
        if (kind == Kind.COMMUNITY_MEMBER_ID) {
            parseMemberId(value);
        }
    }

    /** An address that the application has verified. */
    public static MemberIdentity verifiedEmail(String email) {
        return new MemberIdentity(Kind.VERIFIED_EMAIL, email);
    }

    /** The user id of the single sign-on. */
    public static MemberIdentity ssoUserId(String ssoUserId) {
        return new MemberIdentity(Kind.SSO_USER_ID, ssoUserId);
    }

    /** Circle's number of the member. */
    public static MemberIdentity communityMemberId(long communityMemberId) {
        return new MemberIdentity(Kind.COMMUNITY_MEMBER_ID, Long.toString(communityMemberId));
    }

    /**
     * Returns the identifier as Circle's number of the member.
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

    private static long parseMemberId(String value) {
        try {
            long id = Long.parseLong(value);
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the one message: the parser's own would repeat the value.
        }
        throw new IllegalArgumentException("The COMMUNITY_MEMBER_ID is not a positive whole number.");
    }

    /** Returns the kind alone: an identifier is personal data and stays out of logs. */
    @Override
    public String toString() {
        return kind + "[…]";
    }
}
