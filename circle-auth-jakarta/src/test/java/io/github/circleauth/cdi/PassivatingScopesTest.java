package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.Serialized;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.MemberAuthorization;
import io.github.circleauth.member.MemberAuthorizationFilter;
import io.github.circleauth.operations.CircleSessions;
import io.github.circleauth.operations.CircleStatistics;
import io.github.circleauth.servlet.OneApplication;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Beans that a server may write to disk have the library's injectables, and keep captured handles. */
class PassivatingScopesTest {

    /** CDI rejects it at the start if one of its dependencies can't be passivated. */
    @SessionScoped
    static class ShoppingCart implements Serializable {
        private static final long serialVersionUID = 1L;

        @Inject
        CircleMember member;

        @Inject
        MemberApi api;

        @Inject
        MemberAuthorization authorization;

        @Inject
        CircleAuthClient client;

        @Inject
        CircleSessions sessions;

        @Inject
        CircleStatistics statistics;
    }

    private final Configured configured =
            new Configured("api-token", "sandbox-app-token", "base-url", "http://127.0.0.1:1");

    @AfterEach
    void release() {
        configured.close();
    }

    @Test
    void everyInjectableCanStandInASessionScopedBean() {
        try (SeContainer container = Deployment.container(ShoppingCart.class)) {
            assertThat(container.isRunning()).isTrue();
        }
    }

    @Test
    void everyInjectableReturnsFromPassivationAsItWas() {
        try (SeContainer container = Deployment.container(ShoppingCart.class)) {
            for (Class<?> type : new Class<?>[] {
                CircleMember.class,
                MemberApi.class,
                MemberAuthorization.class,
                CircleAuthClient.class,
                CircleSessions.class,
                CircleStatistics.class
            }) {
                Object injected = container.select(type).get();

                assertThat(Serialized.copy(injected)).isInstanceOf(type).isEqualTo(injected);
            }
        }
    }

    @Test
    void theInjectedAuthorizationMakesAFilterOfRestClients() {
        try (SeContainer container = Deployment.container()) {
            MemberAuthorization injected =
                    container.select(MemberAuthorization.class).get();

            assertThat(new MemberAuthorizationFilter(injected)).isNotNull();
        }
    }

    /** A handle of a signed-in member, for any thread. */
    private static CircleMember captured() {
        return OneApplication.online(circle -> URI.create("http://127.0.0.1:1")).signedIn(1001);
    }

    @Test
    void anApiOfACapturedMemberReturnsAsOneThatHasEnded() {
        CircleMember captured = captured();
        String token = captured.accessToken().value().reveal();
        try (SeContainer container = Deployment.container()) {
            MemberApi api = container.select(MemberApi.class).get().as(captured);

            MemberApi copy = (MemberApi) Serialized.copy(api);

            assertThat(Serialized.text(api)).doesNotContain(token);
            assertThatThrownBy(() -> copy.get("/home")).isInstanceOf(NotSignedInException.class);
            assertThatThrownBy(() -> copy.post("/posts", null)).isInstanceOf(NotSignedInException.class);
            assertThatThrownBy(() -> copy.as(captured).get("/home")).isInstanceOf(CircleUnavailableException.class);
            assertThat(Serialized.copy(copy)).isInstanceOf(MemberApi.class);
        }
    }

    @Test
    void anAuthorizationOfACapturedMemberReturnsAsOneThatHasEnded() throws Exception {
        CircleMember captured = captured();
        String token = captured.accessToken().value().reveal();
        try (SeContainer container = Deployment.container()) {
            MemberAuthorization authorization =
                    container.select(MemberAuthorization.class).get().as(captured);

            MemberAuthorization copy = (MemberAuthorization) Serialized.copy(authorization);

            assertThat(Serialized.text(authorization)).doesNotContain(token);
            assertThat(new MemberAuthorizationFilter(copy)).isNotNull();
            try (CloseableHttpClient client = copy.addTo(HttpClients.custom()).build()) {
                assertThatThrownBy(() -> client.execute(new HttpGet("http://127.0.0.1:1/"), response -> response))
                        .isInstanceOf(NotSignedInException.class);
            }
        }
    }
}
