/**
 * An identity provider for the tests: OpenID Connect (discovery, code flow without a form, keys, userinfo) and signed tokens.
 *
 * <pre>{@code
 * IdentityProvider provider = IdentityProvider.start(Integer.getInteger("it.identity-provider-port"));
 *
 * // A bearer token for MicroProfile JWT. "iss", "iat", "exp" and "jti" are added unless they are given:
 * String token = provider.token(Map.of("sub", "u-1", "upn", "1001", "groups", List.of("member")));
 *
 * // The application's configuration for it:
 * Map.of("mp.jwt.verify.publickey", provider.publicKey(), "mp.jwt.verify.issuer", provider.issuer());
 *
 * // The user of the next authorization request: the claims of the ID token, and those of the userinfo endpoint.
 * provider.nextUser(Map.of("sub", "u-1", "email", "ada@example.com", "email_verified", true), Map.of("sub", "u-1"));
 * }</pre>
 *
 * <p>The provider adds nothing to a user's claims and checks none of them, so it can lie. A test may start several, each at its
 * own port: each is an issuer of its own, with its own key.
 */
@NullMarked
package io.github.circleauth.identityprovider;

import org.jspecify.annotations.NullMarked;
