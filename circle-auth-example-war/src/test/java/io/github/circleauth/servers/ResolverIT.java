package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.servers.app.DatabaseMembers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A resolver of the application, with a database and beans of the request and the session. */
class ResolverIT extends DatabaseTestBase {

    private static final String DEPLOYMENT = "resolver";

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + dataSource(DatabaseMembers.ACCOUNTS))
                .addClasses(DatabaseMembers.class, DatabaseMembers.Community.class, DatabaseMembers.Asked.class)
                .addAsLibrary(TestWars.driver());
    }

    @BeforeEach
    void deploy() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE account (user_name VARCHAR(100) PRIMARY KEY, circle_member_id BIGINT)");
            statement.execute("INSERT INTO account VALUES ('1001', 1002), ('1002', NULL)");
        }
        deployer.deploy(DEPLOYMENT);
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        awaitNoTokenAlive();
    }

    @Test
    void theMemberIsTheOneOfTheDatabaseAndIsLookedUpOnceForASession() {
        ProbeClient user = new ProbeClient(DEPLOYMENT);

        String token = user.steps("session,login:1001,token").get(0);
        assertThat(token).startsWith(GRACE + " ");
        for (int i = 0; i < 3; i++) {
            assertThat(user.steps("token")).containsExactly(token);
        }
        assertThat(user.steps("got:asked")).containsExactly("1");

        assertThat(user.steps("logout,login:1002,token")).containsExactly("none: NOT_A_MEMBER");
        assertThat(user.steps("got:asked")).containsExactly("2");
        user.steps("invalidate");
    }
}
