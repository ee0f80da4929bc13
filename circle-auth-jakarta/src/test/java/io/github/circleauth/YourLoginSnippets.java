package io.github.circleauth;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.authentication.mechanism.http.OpenIdAuthenticationMechanismDefinition;
import jakarta.security.enterprise.identitystore.openid.OpenIdContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.security.Principal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.eclipse.microprofile.auth.LoginConfig;

/** The Java of {@code docs/your-login.md}, which {@link YourLoginDocsTest} compares with it. */
@SuppressWarnings("ClassCanBeStatic") // A reader sees top-level classes.
class YourLoginSnippets {

    @OpenIdAuthenticationMechanismDefinition(
            providerURI = "https://id.example.com",
            clientId = "your-site",
            clientSecret = "${openIdSecret.value}",
            redirectURI = "${baseURL}/callback")
    @ApplicationScoped
    public class SignIn {}

    @LoginConfig(authMethod = "MP-JWT")
    @ApplicationPath("/api")
    public class Api extends Application {}

    @ApplicationScoped
    public class Members implements MemberIdentityResolver {

        @Resource(lookup = "java:comp/DefaultDataSource")
        DataSource accounts;

        @Override
        public Optional<MemberIdentity> identityOf(Principal caller) {
            try (Connection connection = accounts.getConnection();
                    PreparedStatement query = connection.prepareStatement(
                            "SELECT circle_member_id FROM account WHERE user_name = ? AND circle_member_id IS NOT NULL")) {
                query.setString(1, caller.getName());
                try (ResultSet found = query.executeQuery()) {
                    return found.next()
                            ? Optional.of(MemberIdentity.communityMemberId(found.getLong(1)))
                            : Optional.empty();
                }
            } catch (SQLException failed) {
                throw new IllegalStateException("The accounts can't be read.", failed);
            }
        }
    }

    @ApplicationScoped
    public class Tenants implements MemberIdentityResolver {

        @Inject
        OpenIdContext openId;

        @Override
        public Optional<MemberIdentity> identityOf(Principal caller) {
            Map<String, Object> claims = openId.getIdentityToken().getClaims();
            return Objects.equals(claims.get("tid"), "the-id-of-your-tenant") && claims.get("oid") instanceof String id
                    ? Optional.of(MemberIdentity.ssoUserId(id))
                    : Optional.empty();
        }
    }

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
