package io.github.circleauth.servers.app;

import fish.payara.security.annotations.OpenIdAuthenticationDefinition;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * A site whose users sign in with Payara's own OpenID Connect, at the tests' identity provider. Its port is {@code
 * it.identity-provider-port} of the build.
 */
@OpenIdAuthenticationDefinition(
        providerURI = "http://127.0.0.1:19733",
        clientId = "the-site",
        clientSecret = "the-secret-of-the-site",
        redirectURI = "${baseURL}/open/callback")
@ApplicationScoped
public class PayaraOpenIdSite {}
