package io.github.circleauth.servers.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.security.enterprise.authentication.mechanism.http.OpenIdAuthenticationMechanismDefinition;
import org.eclipse.microprofile.config.ConfigProvider;

/** A site whose users sign in with OpenID Connect of Jakarta Security, at the tests' identity provider. */
@OpenIdAuthenticationMechanismDefinition(
        providerURI = "${openIdSite.provider}",
        clientId = "the-site",
        clientSecret = "the-secret-of-the-site",
        redirectURI = "${baseURL}/open/callback")
@ApplicationScoped
@Named
public class OpenIdSite {

    /** Returns the provider's address. */
    public String getProvider() {
        return ConfigProvider.getConfig().getValue("test.provider", String.class);
    }
}
