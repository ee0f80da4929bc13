package io.github.circleauth.cdi;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which identifier at Circle a user has, without a resolver of the application.
 *
 * @param kind {@code circle.auth.identity}, or the annotation's
 * @param claim the claim of {@code circle.auth.identity-from}; empty for the user name
 */
record IdentitySettings(Optional<MemberIdentity.Kind> kind, Optional<String> claim) {

    private static final Logger LOG = System.getLogger(IdentitySettings.class.getName());

    private static final String CLAIM = "claim:";

    private static final List<String> KINDS = Arrays.stream(MemberIdentity.Kind.values())
            .map(IdentitySettings::inKebabCase)
            .toList();

    /**
     * Reads and checks the keys.
     *
     * @param required whether they determine the identity, rather than a resolver of the application
     * @param annotated the annotation's kind
     */
    static IdentitySettings read(SettingsReader reader, boolean required, Optional<MemberIdentity.Kind> annotated) {
        IdentitySettings read = new IdentitySettings(
                kind(reader, required && annotated.isEmpty()).or(() -> annotated), claim(reader));
        boolean isOtherClaim =
                read.claim.filter(claim -> !claim.equals(ClaimResolver.EMAIL)).isPresent();
        if (isOtherClaim && read.kind.equals(Optional.of(MemberIdentity.Kind.VERIFIED_EMAIL)) && required) {
            reader.addFault(
                    ConfigKey.IDENTITY_FROM,
                    "can't name that claim with the identity verified-email: of claim:email alone an identity provider says"
                            + " whether it is verified. Another claim may contain a stranger's address.");
        }
        return read;
    }

    /** Returns the resolver that these settings describe. */
    MemberIdentityResolver resolver(ClaimSources sources) {
        MemberIdentity.Kind identifier = kind.orElseThrow();
        return claim.<MemberIdentityResolver>map(name -> new ClaimResolver(identifier, name, sources))
                .orElseGet(() -> new PrincipalNameResolver(identifier, sources));
    }

    /** Warns of a claim that has no effect, since the application has a resolver of its own. */
    void warnIfUnused() {
        claim.ifPresent(name -> LOG.log(
                Level.WARNING,
                "CIRCLE-0007: circle.auth.identity-from=claim:{0} has no effect: this application has a MemberIdentityResolver"
                        + " bean, which alone determines its members.",
                name));
    }

    private static Optional<MemberIdentity.Kind> kind(SettingsReader reader, boolean required) {
        Optional<String> value = reader.text(ConfigKey.IDENTITY);
        if (value.isEmpty()) {
            if (required) {
                reader.addFault(
                        ConfigKey.IDENTITY,
                        "is missing. It says which identifier at Circle the name of a signed-in user is, or the claim of"
                                + " circle.auth.identity-from: one of " + String.join(", ", KINDS)
                                + ". A MemberIdentityResolver bean or @CircleAuth(identity = …) can say it too.");
            }
            return Optional.empty();
        }
        Optional<MemberIdentity.Kind> kind = Arrays.stream(MemberIdentity.Kind.values())
                .filter(each -> inKebabCase(each).equals(value.get()))
                .findFirst();
        if (kind.isEmpty()) {
            reader.addFault(
                    ConfigKey.IDENTITY,
                    reader.is(value.get()) + "; it must be one of " + String.join(", ", KINDS) + ".");
        }
        return kind;
    }

    private static String inKebabCase(MemberIdentity.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<String> claim(SettingsReader reader) {
        String value = reader.text(ConfigKey.IDENTITY_FROM).orElseThrow();
        if (value.equals("name")) {
            return Optional.empty();
        }
        String claim = value.startsWith(CLAIM) ? value.substring(CLAIM.length()) : "";
        if (claim.isEmpty() || claim.codePoints().anyMatch(Character::isWhitespace)) {
            reader.addFault(
                    ConfigKey.IDENTITY_FROM,
                    reader.is(value)
                            + "; it must be name, for the user name, or claim: and the name of a claim, such as"
                            + " claim:email.");
            return Optional.empty();
        }
        return Optional.of(claim);
    }
}
