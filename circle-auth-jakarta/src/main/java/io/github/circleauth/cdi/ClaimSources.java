package io.github.circleauth.cdi;

import io.github.circleauth.session.SameCaller;
import jakarta.enterprise.inject.spi.BeanManager;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The sources of claims that an application's server has. */
final class ClaimSources implements SameCaller {

    /** An array, since the loop over a list allocates an iterator. */
    private final TokenPrincipals[] tokens;

    private final List<ClaimSource> all;

    /**
     * Creates them.
     *
     * @param tokens asked first, since their principals carry the claims
     * @param others asked about other principals
     */
    ClaimSources(List<TokenPrincipals> tokens, List<ClaimSource> others) {
        this.tokens = tokens.toArray(TokenPrincipals[]::new);
        this.all = Stream.concat(tokens.stream(), others.stream()).toList();
    }

    /** Returns the sources whose APIs the class loader of the calling thread finds. */
    static ClaimSources available(BeanManager beans) {
        List<TokenPrincipals> tokens = new ArrayList<>();
        if (OptionalApi.isLinkable(MicroProfileTokens.API)) {
            tokens.add(new MicroProfileTokens());
        }
        OptionalApi.find(WildFlyOpenIdTokens.API)
                .flatMap(WildFlyOpenIdTokens::of)
                .ifPresent(tokens::add);
        List<ClaimSource> others = new ArrayList<>();
        if (OptionalApi.isLinkable(JakartaOpenId.API)) {
            others.add(new JakartaOpenId(beans));
        }
        OptionalApi.find(PayaraOpenId.API)
                .flatMap(api -> PayaraOpenId.of(api, beans))
                .ifPresent(others::add);
        return new ClaimSources(tokens, others);
    }

    /** Returns a caller's claims, or empty if the login made none. */
    Optional<CallerClaims> of(Principal caller) {
        return all.stream().flatMap(source -> source.of(caller).stream()).findFirst();
    }

    /** Returns whether an identity provider may have made a caller's name. */
    boolean mayName(Principal caller) {
        return all.stream().anyMatch(source -> source.mayName(caller));
    }

    /** Token principals are compared by issuer and subject alone. Their {@code equals} may compare names. */
    @Override
    public boolean is(Principal known, Principal principal) {
        for (TokenPrincipals source : tokens) {
            if (source.include(known)) {
                return source.include(principal) && source.isOneSubject(known, principal);
            }
        }
        return SameCaller.EQUAL.is(known, principal);
    }
}
