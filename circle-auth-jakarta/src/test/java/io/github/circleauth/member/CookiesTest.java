package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.cookie.CookieStore;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.message.BasicHeader;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Cookies that Circle sets for one member don't travel with another's token, whatever the application's client keeps. */
@Isolated // One test sets the JVM's cookie handler.
class CookiesTest {

    private static final String NONE = "none";

    private final List<String> atCircle = new CopyOnWriteArrayList<>();
    private final List<String> elsewhere = new CopyOnWriteArrayList<>();
    private final HttpServer circle = server(atCircle);
    private final HttpServer other = server(elsewhere);
    private final CircleHttp http = CircleHttp.builder()
            .apiToken(Secret.of("app"))
            .baseUrl(uri(circle, "127.0.0.1"))
            .build();
    private final MemberAuthorization authorization = new MemberAccess(http).authorization(StubMember.create());

    /** Each response sets a cookie; one for {@code /to} redirects to the address behind it. */
    private static HttpServer server(List<String> cookies) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> respond(exchange, cookies));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void respond(HttpExchange exchange, List<String> cookies) throws IOException {
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        cookies.add(cookie == null ? NONE : cookie);
        exchange.getResponseHeaders().set("Set-Cookie", "session=secret; Path=/");
        String query = exchange.getRequestURI().getQuery();
        if (query != null) {
            exchange.getResponseHeaders().set("Location", query);
        }
        exchange.sendResponseHeaders(query == null ? 204 : 302, -1);
        exchange.close();
    }

    private static URI uri(HttpServer server, String host) {
        return URI.create("http://" + host + ":" + server.getAddress().getPort());
    }

    @AfterEach
    void close() {
        circle.stop(0);
        other.stop(0);
        http.close();
    }

    private URI home() {
        return http.baseUrl().resolve("/api/headless/v1/home");
    }

    private URI otherUri() {
        return uri(other, "localhost");
    }

    private void apacheGet(HttpClientBuilder builder, HttpClientContext context, URI... uris) throws IOException {
        try (CloseableHttpClient client = authorization.addTo(builder).build()) {
            for (URI uri : uris) {
                client.execute(new HttpGet(uri), context, response -> response.getCode());
            }
        }
    }

    @Test
    void apachesClientSendsAndKeepsNoneOfCirclesAndKeepsTheOthers() throws IOException {
        apacheGet(HttpClients.custom(), HttpClientContext.create(), home(), otherUri(), home(), otherUri());

        assertThat(atCircle).containsExactly(NONE, NONE);
        assertThat(elsewhere).containsExactly(NONE, "session=secret");
    }

    @Test
    void aCookieStoreOfTheBuildersOrTheCallersIsUsedForOtherHostsOnly() throws IOException {
        CookieStore ofBuilder = new BasicCookieStore();
        HttpClientContext withoutStore = HttpClientContext.create();
        apacheGet(HttpClients.custom().setDefaultCookieStore(ofBuilder), withoutStore, home(), home());

        HttpClientContext withStore = HttpClientContext.create();
        withStore.setCookieStore(new BasicCookieStore());
        apacheGet(HttpClients.custom(), withStore, home(), otherUri(), home(), otherUri());

        assertThat(atCircle).containsOnly(NONE).hasSize(4);
        assertThat(ofBuilder.getCookies()).isEmpty();
        assertThat(withStore.getCookieStore().getCookies())
                .singleElement()
                .satisfies(cookie -> assertThat(cookie.getDomain()).isEqualTo("localhost"));
        assertThat(elsewhere).containsExactly(NONE, "session=secret");
    }

    @Test
    void redirectsBetweenCircleAndAnotherHostTakeNoCookieAcross() throws IOException {
        URI toOther = home().resolve("?" + otherUri() + "/");
        URI back = URI.create(otherUri() + "/?" + home());

        apacheGet(HttpClients.custom(), HttpClientContext.create(), toOther, back, toOther, back);

        assertThat(atCircle).containsOnly(NONE).hasSize(4);
        assertThat(elsewhere).containsExactly(NONE, "session=secret", "session=secret", "session=secret");
    }

    @Test
    void cookieHeadersOfTheApplicationsAreRemovedOnTheWayToCircleAlone() throws IOException {
        try (CloseableHttpClient client = authorization
                .addTo(HttpClients.custom().setDefaultHeaders(List.of(new BasicHeader("Cookie", "default=1"))))
                .build()) {
            for (URI uri : List.of(home(), otherUri())) {
                HttpGet request = new HttpGet(uri);
                request.addHeader("cookie", "own=1");
                client.execute(request, response -> response.getCode());
            }
        }

        assertThat(atCircle).containsExactly(NONE);
        assertThat(elsewhere).singleElement().asString().contains("own=1");
    }

    @Test
    void aClientOfTheJdksWithACookieHandlerIsRejected() throws Exception {
        HttpClient keeping =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        HttpRequest toCircle =
                HttpRequest.newBuilder(home()).header("Cookie", "own=1").build();

        assertThatThrownBy(() -> authorization.send(keeping, toCircle, BodyHandlers.discarding()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CookieHandler");
        assertThatThrownBy(() -> authorization.sendAsync(keeping, toCircle, BodyHandlers.discarding()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(atCircle).isEmpty();

        HttpResponse<Void> toOther =
                authorization.send(keeping, HttpRequest.newBuilder(otherUri()).build(), BodyHandlers.discarding());
        authorization.send(HttpClient.newHttpClient(), toCircle, BodyHandlers.discarding());

        assertThat(toOther.statusCode()).isEqualTo(204);
        assertThat(atCircle).containsExactly(NONE);
    }

    @Test
    void aJaxRsRequestLosesItsCookies() {
        Client client = ClientBuilder.newClient().register(new MemberAuthorizationFilter(authorization));
        client.target(home())
                .request()
                .cookie("own", "1")
                .header("cookie", "own=2")
                .get()
                .close();
        client.target(home()).request().get().close();
        client.close();

        assertThat(atCircle).containsExactly(NONE, NONE);
    }

    /** A connector of Jersey's with the method by which Apache's and Jetty's tell that they keep cookies. */
    public static final class KeepingConnector implements Connector {

        public CookieStore getCookieStore() {
            return new BasicCookieStore();
        }

        @Override
        public ClientResponse apply(ClientRequest request) {
            throw new AssertionError("sent");
        }

        @Override
        public Future<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
            throw new AssertionError("sent");
        }

        @Override
        public String getName() {
            return "keeping";
        }

        @Override
        public void close() {}
    }

    @Test
    void aJerseyClientWhoseConnectorKeepsCookiesIsRejected() {
        Client client = ClientBuilder.newClient(
                        new ClientConfig().connectorProvider((jaxRs, configuration) -> new KeepingConnector()))
                .register(new MemberAuthorizationFilter(authorization));

        assertThatThrownBy(() -> client.target(home()).request().get())
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keeps cookies");
        assertThatThrownBy(() -> client.target(home())
                        .property("own", "configuration")
                        .request()
                        .get())
                .hasMessageContaining("keeps cookies");
        client.close();
    }

    @Test
    void anHttpUrlConnectionIsRejectedWhileTheJvmKeepsCookies() {
        Client client = ClientBuilder.newClient().register(new MemberAuthorizationFilter(authorization));
        CookieHandler before = CookieHandler.getDefault();
        try {
            CookieHandler.setDefault(new CookieManager());

            assertThatThrownBy(() -> client.target(home()).request().get()).hasMessageContaining("keeps cookies");
        } finally {
            CookieHandler.setDefault(before);
        }
        client.target(home()).request().get().close();
        client.close();

        assertThat(atCircle).containsExactly(NONE);
    }
}
