package fish.payara.security.openid.api;

import jakarta.security.enterprise.CallerPrincipal;

/** The principal of a request with a bearer token in Payara, by its name. */
public class AccessTokenCallerPrincipal extends CallerPrincipal {

    /** Creates one. */
    public AccessTokenCallerPrincipal(String name) {
        super(name);
    }
}
