package org.wildfly.security.http.oidc;

import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Equal by name, as the real one is. */
public class OidcPrincipal<T extends OidcSecurityContext> implements Principal {

    private final String name;
    private final T context;

    public OidcPrincipal(String name, T context) {
        this.name = name;
        this.context = context;
    }

    public T getOidcSecurityContext() {
        return context;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && getClass() == other.getClass() && name.equals(((OidcPrincipal<?>) other).name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
