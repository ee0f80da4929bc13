package io.github.circleauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Set;

/** The Java of {@code docs/your-login.md}, which {@link YourLoginDocsTest} compares with it. */
@SuppressWarnings("ClassCanBeStatic") // A reader sees top-level classes.
class YourLoginSnippets {

    @ApplicationScoped
    public class SessionLogin implements HttpAuthenticationMechanism {

        @Override
        public AuthenticationStatus validateRequest(
                HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
            HttpSession session = request.getSession(false);
            if (session != null && session.getAttribute("user") instanceof String user) {
                return context.notifyContainerAboutLogin(user, Set.of("member"));
            }
            return context.isProtected() ? context.responseUnauthorized() : context.doNothing();
        }
    }
}
