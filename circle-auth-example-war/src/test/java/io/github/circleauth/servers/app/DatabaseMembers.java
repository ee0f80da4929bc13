package io.github.circleauth.servers.app;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.security.Principal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** A resolver that looks the member up in a database, with beans of the request and of its session. */
@ApplicationScoped
public class DatabaseMembers implements MemberIdentityResolver {

    /** The data source's name. */
    public static final String ACCOUNTS = "java:app/jdbc/accounts";

    @Resource(lookup = ACCOUNTS)
    DataSource accounts;

    @Inject
    HttpServletRequest request;

    @Inject
    Community community;

    @Inject
    Asked asked;

    /** A bean of each request: which table the application's path has. */
    @RequestScoped
    public static class Community {
        String table() {
            return "account";
        }
    }

    /** A bean of the session. */
    @SessionScoped
    public static class Asked implements Serializable {
        private static final long serialVersionUID = 1L;
        private int times;

        int once() {
            return ++times;
        }
    }

    @Override
    public Optional<MemberIdentity> identityOf(Principal caller) {
        request.getSession(false).setAttribute("asked", asked.once());
        try (Connection connection = accounts.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT circle_member_id FROM "
                        + community.table() + " WHERE user_name = ? AND circle_member_id IS NOT NULL")) {
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
