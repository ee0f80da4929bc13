package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.servers.app.TwoRealms;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One session, and users of one name from two sources. */
class CallersIT extends ServerTestBase {

    private static final String DEPLOYMENT = "callers";

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive callers() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER)
                .addClasses(
                        TwoRealms.class,
                        TwoRealms.Staff.class,
                        TwoRealms.Customer.class,
                        TwoRealms.Mechanism.class,
                        TwoRealms.Members.class);
    }

    @BeforeEach
    void deploy() {
        deployer.deploy(DEPLOYMENT);
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        awaitNoTokenAlive();
    }

    private String tokenAs(String caller) {
        return user.steps("session,token,access-token&as=" + caller).get(0);
    }

    @Test
    @Tag("I2")
    void aUserOfTheSameNameFromAnotherSourceGetsTheOwnMembersToken() {
        String staffs = tokenAs("staff:ada");
        assertThat(staffs).startsWith(ADA + " ");
        assertThat(tokenAs("customer:ada")).startsWith(GRACE + " ");
        assertThat(tokenAs("staff:ada")).startsWith(ADA + " ").isNotEqualTo(staffs);
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    @Test
    void aUserWhomTheServerPresentsAnewWithEachRequestKeepsTheLease() {
        String first = tokenAs("customer:ada");

        assertThat(tokenAs("customer:ada")).isEqualTo(first);
        assertThat(tokenAs("customer:ada.lovelace"))
                .as("another name, the same member")
                .isEqualTo(first);
        assertThat(circle.audit().alive()).hasSize(2);
    }

    @Test
    void theResolverIsAskedAtMostOnceForEachRequest() {
        tokenAs("staff:ada");
        int before = askedBy("staff:ada");
        for (int i = 0; i < 5; i++) {
            tokenAs("staff:ada");
        }
        assertThat(askedBy("staff:ada")).as("an equal principal").isEqualTo(before);

        for (int i = 0; i < 5; i++) {
            tokenAs("customer:ada");
        }
        assertThat(askedBy("customer:ada")).isBetween(before + 1, before + 6);
    }

    private int askedBy(String caller) {
        return Integer.parseInt(user.steps("asked&as=" + caller).get(0));
    }
}
