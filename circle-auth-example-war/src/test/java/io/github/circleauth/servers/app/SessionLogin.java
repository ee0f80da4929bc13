package io.github.circleauth.servers.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Set;

/** The mechanism of the docs, which tells the server the user that the session names. A {@link Probe} puts the name there. */
@ApplicationScoped
public class SessionLogin implements HttpAuthenticationMechanism {

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        HttpSession session = request.getSession(false);
        if (session != null && session.getAttribute("probe.put") instanceof String user) {
            return context.notifyContainerAboutLogin(user, Set.of("member"));
        }
        return context.isProtected() ? context.responseUnauthorized() : context.doNothing();
    }
}
