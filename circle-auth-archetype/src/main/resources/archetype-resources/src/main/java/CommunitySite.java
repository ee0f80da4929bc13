package ${package};

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.FormAuthenticationMechanismDefinition;
import jakarta.security.enterprise.authentication.mechanism.http.LoginToContinue;

/** Users sign in with a form. The name of a signed-in user is a verified e-mail address, by which Circle knows the member. */
@CircleAuth(identity = MemberIdentity.Kind.VERIFIED_EMAIL)
@FormAuthenticationMechanismDefinition(
        loginToContinue = @LoginToContinue(loginPage = "/login.html", errorPage = "/login-failed.html"))
@ApplicationScoped
public class CommunitySite {}
