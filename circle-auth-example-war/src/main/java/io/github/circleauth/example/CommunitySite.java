package io.github.circleauth.example;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Switches circle-auth on: the name of a signed-in user is a verified e-mail address. Runs the sandbox if the site has no
 * app token for Circle.
 *
 * <p>The container calls {@link #contextDestroyed} after circle-auth's own listener, so the sandbox still runs when the last
 * tokens are revoked.
 */
@CircleAuth(identity = MemberIdentity.Kind.VERIFIED_EMAIL)
@WebListener
public class CommunitySite implements ServletContextListener {

    private static final Logger LOG = System.getLogger(CommunitySite.class.getName());

    /** Short, so that renewals can be watched. */
    private static final Duration ACCESS_TOKEN_LIFE = Duration.ofSeconds(60);

    private static final URI CIRCLE = URI.create("https://app.circle.so");

    private @Nullable Sandbox sandbox;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        // WildFly 39 ignores this attribute in web.xml.
        context.getSessionCookieConfig().setAttribute("SameSite", "Lax");
        Config config = ConfigProvider.getConfig();
        boolean sandboxIsOn = SandboxConfig.isOn();
        People people = People.read(config, sandboxIsOn);
        context.setAttribute("nobodyMaySignIn", people.isEmpty());
        context.setAttribute("knownPasswords", people.areFromSandbox());
        String site = config.getOptionalValue("example.origin", String.class).orElse("http://localhost:8080")
                + context.getContextPath() + "/";
        if (sandboxIsOn) {
            useSandbox(context, site, people);
        } else {
            useCircle(context, site, people, config);
        }
    }

    private void useSandbox(ServletContext context, String site, People people) {
        Sandbox started = Sandbox.start(
                Circle.builder()
                        .apiToken(SandboxConfig.API_TOKEN)
                        .accessTokenLife(ACCESS_TOKEN_LIFE)
                        .build(),
                SandboxConfig.port());
        sandbox = started;
        context.setAttribute("sandbox", started.uri() + "/");
        LOG.log(
                Level.INFO,
                "The example is at {0} and uses the sandbox, a stand-in for Circle that runs inside it."
                        + " Access tokens live {1} seconds; console: {2}/",
                site,
                ACCESS_TOKEN_LIFE.toSeconds(),
                started.uri());
        if (people.areFromSandbox()) {
            LOG.log(
                    Level.INFO,
                    "Sign in as ada@example.com (password ada) or grace@example.com (grace), who are members, or as"
                            + " linus@example.com (linus), who is not a member.");
        }
    }

    private static void useCircle(ServletContext context, String site, People people, Config config) {
        URI circle = config.getOptionalValue("circle.auth.base-url", URI.class).orElse(CIRCLE);
        context.setAttribute("circle", circle.getHost());
        LOG.log(
                people.isEmpty() ? Level.WARNING : Level.INFO,
                people.isEmpty()
                        ? "The example is at {0} and uses Circle at {1}. Nobody can sign in: set EXAMPLE_PEOPLE"
                                + " (example.people) to address:password pairs of members, separated by commas."
                        : "The example is at {0} and uses Circle at {1}. Its users are those of EXAMPLE_PEOPLE"
                                + " (example.people).",
                site,
                circle.getHost());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (sandbox != null) {
            sandbox.close();
        }
    }
}
