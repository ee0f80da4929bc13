package io.github.circleauth.servers.app;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.auth.LoginConfig;

/** A site whose users send a token of MicroProfile JWT with each request. WildFly reads the method from web.xml, too. */
@LoginConfig(authMethod = "MP-JWT", realmName = "MP-JWT")
@ApplicationScoped
public class JwtSite {}
