package io.github.circleauth.sandbox;

import java.util.List;

/**
 * One member of the sandbox's community.
 *
 * @param communityMemberId Circle's id of the membership
 * @param email the e-mail address, compared case-insensitively
 * @param ssoUserId the person's id in the community's single sign-on
 * @param name the displayed name
 * @param headline the line under the name
 * @param admin whether the member administers the community
 */
public record Person(
        long communityMemberId, String email, String ssoUserId, String name, String headline, boolean admin) {

    /** The members of a sandbox without other settings. */
    public static final List<Person> DEFAULT = List.of(
            new Person(
                    1001, "ada@example.com", "ada-sso", "Ada Byron", "Writes programs for engines yet unbuilt", true),
            new Person(1002, "grace@example.com", "grace-sso", "Grace Murray", "Has compilers do the arithmetic"),
            new Person(1003, "hedy@example.com", "hedy-sso", "Hedy Kiesler", "Hops between frequencies"),
            new Person(1004, "radia@example.com", "radia-sso", "Radia Joy", "Spans trees, some of them real"));

    public Person {
        if (communityMemberId < 1) {
            throw new IllegalArgumentException("A community member id is a positive number, not " + communityMemberId);
        }
        for (String text : List.of(email, ssoUserId, name)) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("Member " + communityMemberId + " lacks e-mail, SSO id or name");
            }
        }
    }

    /** Creates a member who isn't an administrator. */
    public Person(long communityMemberId, String email, String ssoUserId, String name, String headline) {
        this(communityMemberId, email, ssoUserId, name, headline, false);
    }
}
