package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.site.OpenIdSite;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.sandbox.Sandbox;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The renewal of Jakarta Security ({@code tokenAutoRefresh}) in a Payara, beside this library's and beside a site that renews
 * nothing. All have the same sign-in, and a token takes 200 ms everywhere.
 */
final class OpenIdPart implements Part {

    static final String NAME = "openid";

    static final Duration ENDPOINT_TAKES = Duration.ofMillis(200);

    /**
     * Jakarta Security renews from 10 seconds before a token's end on, and this library from a moment between 7.5 and 1.5
     * seconds before it on.
     */
    static final Duration TOKEN_LIFE = Duration.ofSeconds(30);

    private static final long USER = 1001;

    private final Length length;

    OpenIdPart(Length length) {
        this.length = length;
    }

    /**
     * The servers, and the client of their requests.
     *
     * @param provider where Jakarta Security renews tokens
     * @param circle where the library does
     */
    record Servers(HttpClient client, Payara payara, OpenIdProvider provider, Sandbox circle) {

        /** Returns how often an application's tokens were renewed so far. */
        long renewals(OpenIdWar war) {
            return switch (war) {
                case NEITHER -> 0;
                case JAKARTA -> provider.renewals();
                case OURS ->
                    circle.audit().calls().stream()
                            .filter(call -> call.path().endsWith("access_token/refresh"))
                            .count();
            };
        }
    }

    @Override
    public void measure(RawData data) throws Exception {
        Circle circle = Circle.builder()
                .accessTokenLife(TOKEN_LIFE)
                .people(List.of(new Person(USER, "ada@example.com", "sso-1", "Ada", "")))
                .build();
        circle.faults().always("auth_token", new Fault.Delay(ENDPOINT_TAKES));
        circle.faults().always("access_token/refresh", new Fault.Delay(ENDPOINT_TAKES));
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (Sandbox sandbox = Sandbox.start(circle, 0);
                OpenIdProvider provider = new OpenIdProvider(String.valueOf(USER), TOKEN_LIFE, ENDPOINT_TAKES);
                Payara payara = new Payara(
                        client,
                        Map.of(
                                OpenIdSite.PROVIDER,
                                provider.issuer(),
                                "circle.auth.base-url",
                                sandbox.uri().toString(),
                                "circle.auth.api-token",
                                "sandbox-app-token",
                                "circle.auth.identity",
                                "community-member-id",
                                "circle.auth.expiry-margin",
                                "PT0.2S",
                                "circle.auth.rate-limit",
                                "1000000",
                                "circle.auth.obtain-limit",
                                "1000000"))) {
            Servers servers = new Servers(client, payara, provider, sandbox);
            new OpenIdFresh(servers, length).measure(data);
            new OpenIdStampede(servers, length).measure(data);
        }
    }
}
