package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of small applications in a real server, with the sandbox in the test's JVM. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
abstract class ServerTestBase {

    static final long ADA = 1001;
    static final long GRACE = 1002;

    /** The limit for something that usually takes milliseconds. */
    static final Duration SOON = Duration.ofSeconds(15);

    static Circle circle;
    private static Sandbox sandbox;

    @ArquillianResource
    Deployer deployer;

    @BeforeAll
    static void startSandbox() {
        circle = Circle.builder().apiToken(System.getProperty("it.api-token")).build();
        restartSandbox();
        TestWars.configure(Map.of());
    }

    /** Starts the sandbox with the tokens and members it had. */
    static void restartSandbox() {
        sandbox = Sandbox.start(circle, Integer.getInteger("it.sandbox-port"));
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    /** Deploys the application if the server accepts it. */
    boolean deploys(String deployment) {
        try {
            deployer.deploy(deployment);
            return true;
        } catch (Exception rejected) { // The servers' adapters throw different types.
            return false;
        }
    }

    /** Asserts that the deployment fails, and that the server's log contains the message. */
    ServerLog assertDeploymentFails(String deployment, String message) {
        ServerLog log = new ServerLog();
        if (deploys(deployment)) {
            deployer.undeploy(deployment);
            throw new AssertionError(deployment + " was deployed");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(log.text()).contains(message));
        return log;
    }

    static void awaitNoTokenAlive() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
    }

    static List<Audit.Token> alive(long member) {
        return circle.audit().alive().stream()
                .filter(token -> token.communityMemberId() == member)
                .toList();
    }
}
