package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.RequestsInFlight.InFlight;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.pac4j.core.client.Clients;
import org.pac4j.core.config.Config;
import org.pac4j.core.profile.CommonProfile;
import org.pac4j.core.profile.ProfileManager;
import org.pac4j.jee.context.JEEContext;
import org.pac4j.jee.context.session.JEESessionStore;
import org.pac4j.jee.filter.SecurityFilter;

/** pac4j's filter with a profile in the session, without its matchers, which set headers and check for forged requests. */
final class Pac4jPeer {

    private final SecurityFilter filter = new SecurityFilter(new Config(new Clients()), "", "isAuthenticated", "none");

    void signIn(InFlight inFlight) {
        CommonProfile profile = new CommonProfile();
        profile.setId(RequestsInFlight.USER);
        profile.addAttribute("access_token", "token");
        new ProfileManager(new JEEContext(inFlight.request(), inFlight.response()), new JEESessionStore())
                .save(true, profile, false);
    }

    void use(InFlight inFlight, FilterChain chain) throws IOException, ServletException {
        filter.doFilter(inFlight.request(), inFlight.response(), chain);
    }
}
