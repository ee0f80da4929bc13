package io.github.circleauth.benchmarks.site;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.security.enterprise.authentication.mechanism.http.OpenIdAuthenticationMechanismDefinition;
import org.eclipse.microprofile.config.ConfigProvider;

/** A site whose users sign in with OpenID Connect of Jakarta Security, which renews their tokens or leaves them alone. */
@OpenIdAuthenticationMechanismDefinition(
        providerURI = "${openIdSite.provider}",
        clientId = OpenIdSite.CLIENT_ID,
        clientSecret = OpenIdSite.CLIENT_SECRET,
        redirectURI = "${baseURL}/page",
        tokenAutoRefreshExpression = "${openIdSite.refreshing}")
@ApplicationScoped
@Named
public class OpenIdSite {

    /** The site's name at the provider. */
    public static final String CLIENT_ID = "the-site";

    /** The key of the ID tokens too, which HMAC-SHA-256 wants to have 32 bytes at least. */
    public static final String CLIENT_SECRET = "the-secret-of-the-site-is-not-a-short-one";

    /** The configuration with the provider's address. */
    public static final String PROVIDER = "site.provider";

    /** The configuration with {@code true} if Jakarta Security renews the tokens. */
    public static final String REFRESHING = "site.refreshing";

    /** Returns the provider's address. */
    public String getProvider() {
        return ConfigProvider.getConfig().getValue(PROVIDER, String.class);
    }

    /** Returns whether Jakarta Security renews the tokens. */
    public boolean isRefreshing() {
        return ConfigProvider.getConfig().getValue(REFRESHING, Boolean.class);
    }
}
