package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.live.Admissions.Admission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The handshake of a user whose identity can't be determined. */
class PageHandshakeTest extends PagesTestBase {

    private static final HttpServletRequest REQUEST =
            stub(HttpServletRequest.class, (method, argument) -> "https://www.example.com");

    private final Map<String, Object> properties = new HashMap<>();
    private final List<ServerEndpointConfig> mapped = new ArrayList<>();

    private interface Behaviour {
        @Nullable Object of(String method, @Nullable Object argument);
    }

    private static <T> T stub(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> behaviour.of(method.getName(), arguments == null ? null : arguments[0])));
    }

    private Runnable letGo = () -> {};

    private ServerEndpointConfig mapped(PageHandshake.LeaseOfRequest leases) {
        letGo = PageEndpoint.addTo(
                stub(ServerContainer.class, (method, argument) -> {
                    mapped.add((ServerEndpointConfig) argument);
                    return null;
                }),
                "/live",
                pages,
                LiveOrigins.OWN,
                () -> REQUEST,
                leases);
        return mapped.get(0);
    }

    /** Returns the decision about the handshake. */
    private Admission admission() {
        return new Admissions().take(properties);
    }

    @Test
    void whileTheResolverFailsPagesAreToldToTryAgainAndTheOperatorGetsOneLine() throws Exception {
        ServerEndpointConfig mapped = mapped((request, origin) -> {
            throw new IllegalStateException("simulated");
        });
        ServerEndpointConfig ofConnection = stub(ServerEndpointConfig.class, (method, argument) -> properties);
        try (Logged lines = Logged.by(PageHandshake.class)) {
            mapped.getConfigurator().modifyHandshake(ofConnection, null, null);
            properties.clear();
            mapped.getConfigurator().modifyHandshake(ofConnection, null, null);

            assertThat(lines.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0130: The identity of the user of a live page could not be determined: the"
                            + " MemberIdentityResolver failed. The page tries again.");
        }
        assertThat(admission()).isEqualTo(Admission.refused(PageEnd.CIRCLE_UNREACHABLE));
    }

    @Test
    void aUserWithoutALeaseIsToldToStayAway() {
        ServerEndpointConfig mapped = mapped((request, origin) -> null);

        mapped.getConfigurator()
                .modifyHandshake(stub(ServerEndpointConfig.class, (method, argument) -> properties), null, null);

        assertThat(admission()).isEqualTo(Admission.refused(PageEnd.UNAUTHORIZED));
    }

    /** Payara keeps endpoints of applications that have ended. */
    @Test
    void afterTheApplicationsEndNoLeaseIsLookedUp() {
        ServerEndpointConfig mapped = mapped((request, origin) -> {
            throw new AssertionError("The application has ended.");
        });

        letGo.run();
        mapped.getConfigurator()
                .modifyHandshake(stub(ServerEndpointConfig.class, (method, argument) -> properties), null, null);

        assertThat(admission()).isEqualTo(Admission.refused(PageEnd.UNDEPLOYED));
    }

    @Test
    void allConnectionsHaveTheOneEndpoint() throws Exception {
        ServerEndpointConfig mapped = mapped((request, origin) -> null);

        PageEndpoint endpoint = mapped.getConfigurator().getEndpointInstance(PageEndpoint.class);

        assertThat(mapped.getConfigurator().getEndpointInstance(PageEndpoint.class))
                .isSameAs(endpoint);
    }
}
