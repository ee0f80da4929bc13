package io.github.circleauth.operations;

import io.github.circleauth.MemberIdentity;
import java.util.Arrays;

/**
 * A user whom an operator asks for.
 *
 * @param kind how the user is named
 * @param value the identity or the user name
 */
record UserQuestion(Kind kind, String value) {

    /** The ways to name a user. */
    enum Kind {
        VERIFIED_EMAIL("verified-email", "E-mail address"),
        SSO_USER_ID("sso-user-id", "SSO user id"),
        COMMUNITY_MEMBER_ID("community-member-id", "Community member id"),
        USER_NAME("user-name", "User name in this application");

        private final String parameter;
        private final String label;

        Kind(String parameter, String label) {
            this.parameter = parameter;
            this.label = label;
        }

        String parameter() {
            return parameter;
        }

        String label() {
            return label;
        }
    }

    /**
     * Reads a question from a form's values.
     *
     * @throws IllegalArgumentException if they name no user; the message has neither of the two
     */
    static UserQuestion of(String kind, String user) {
        Kind known = Arrays.stream(Kind.values())
                .filter(each -> each.parameter().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The field kind must be verified-email, sso-user-id, community-member-id or user-name."));
        UserQuestion question = new UserQuestion(known, user.strip());
        if (question.value().isEmpty() || question.value().length() > MemberIdentity.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "The field user must have 1 to " + MemberIdentity.MAX_LENGTH + " characters.");
        }
        if (known != Kind.USER_NAME) {
            MemberIdentity checked = question.identity();
            return new UserQuestion(known, checked.value());
        }
        return question;
    }

    /** Returns the identity at Circle. Not for a user name. */
    MemberIdentity identity() {
        return new MemberIdentity(MemberIdentity.Kind.valueOf(kind.name()), value);
    }

    /** Returns the kind alone: the value is personal data. */
    @Override
    public String toString() {
        return kind + "[…]";
    }
}
