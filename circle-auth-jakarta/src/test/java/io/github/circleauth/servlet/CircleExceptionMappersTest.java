package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.RateLimitedException;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.member.MemberAuthorizationFilter;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** The mappers in Jersey. RESTEasy is tested in the servers. */
class CircleExceptionMappersTest {

    /** A resource that fails with the test's exception. */
    @Path("/")
    public static final class Resource {

        private final RuntimeException failure;

        Resource(RuntimeException failure) {
            this.failure = failure;
        }

        @GET
        @Path("plain")
        public String plain() {
            throw failure;
        }

        @GET
        @Path("client")
        public String client() {
            return request().get(String.class);
        }

        @GET
        @Path("client-later")
        public CompletionStage<String> clientLater() {
            return request().rx().get(String.class);
        }

        /** Returns a request as a member whose tokens fail with the test's exception. */
        private Invocation.Builder request() {
            CircleMember member = (CircleMember) Proxy.newProxyInstance(
                    CircleMember.class.getClassLoader(), new Class<?>[] {CircleMember.class}, (proxy, method, args) -> {
                        throw failure;
                    });
            CircleHttp http =
                    CircleHttp.builder().apiToken(Secret.of("app-token")).build();
            return ClientBuilder.newClient()
                    .register(new MemberAuthorizationFilter(new MemberAccess(http).authorization(member)))
                    .target("https://app.circle.so/api/headless/v1/home")
                    .request();
        }

        @GET
        @Path("other-client")
        public String otherClient() {
            throw new ProcessingException(failure);
        }

        @GET
        @Path("stage")
        public CompletionStage<String> stage() {
            return CompletableFuture.<String>failedFuture(failure).thenApply(String::strip);
        }

        @GET
        @Path("suspended")
        public void suspended(@Suspended AsyncResponse response) {
            response.resume(failure);
        }
    }

    private static final CircleUnavailableException UNAVAILABLE =
            new CircleUnavailableException("Later.", null, Duration.ofMillis(6500), false);

    static final List<Arguments> FAILURES = List.of(
            Arguments.of(UNAVAILABLE, 503, "unavailable", "7"),
            Arguments.of(new CircleUnavailableException("Gone.", null, null, true), 503, "unavailable", "5"),
            Arguments.of(rateLimited(), 429, "rate-limited", "300"),
            Arguments.of(refused(Reason.MEMBER_UNKNOWN), 403, "not-a-member", null),
            Arguments.of(refused(Reason.APP_TOKEN), 503, "refused", "5"),
            Arguments.of(refused(Reason.PLAN), 503, "refused", "5"),
            Arguments.of(refused(Reason.TOKEN_DEAD), 503, "refused", "5"),
            Arguments.of(refused(Reason.PERMISSION_DENIED), 503, "refused", "5"),
            Arguments.of(refused(Reason.OTHER), 503, "refused", "5"),
            Arguments.of(new CircleProtocolException("Unreadable.", null), 503, "unavailable", "5"),
            Arguments.of(new NotSignedInException(Absence.ANONYMOUS), 401, "not-signed-in", null),
            Arguments.of(new NotSignedInException(Absence.ENDED), 401, "not-signed-in", null),
            Arguments.of(new NotSignedInException(Absence.NO_SESSION), 403, "no-session", null));

    private static RateLimitedException rateLimited() {
        try (CircleHttp http = CircleHttp.builder()
                .apiToken(Secret.of("app-token"))
                .rateLimit(2, Duration.ofMinutes(5))
                .ticker(() -> 0)
                .build()) {
            http.requirePermit();
            return catchThrowableOfType(RateLimitedException.class, http::requirePermit);
        }
    }

    private static CircleRefusedException refused(Reason reason) {
        return new CircleRefusedException(reason, "The secret reason.", null);
    }

    /** A response as a client sees it. */
    private record Received(ContainerResponse response, String body) {

        int status() {
            return response.getStatus();
        }

        String header(String name) {
            return response.getHeaderString(name);
        }
    }

    private static Received get(String path, RuntimeException failure, Object... further) throws Exception {
        ResourceConfig application =
                new ResourceConfig().register(CircleExceptionMappers.class).register(new Resource(failure));
        Stream.of(further).forEach(application::register);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ContainerRequest request = new ContainerRequest(
                URI.create("/"), URI.create("/" + path), "GET", null, new MapPropertiesDelegate(), null);
        ContainerResponse response =
                new ApplicationHandler(application).apply(request, body).get();
        return new Received(response, body.toString(UTF_8));
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    @Tag("S5")
    void eachFailureHasItsProblem(RuntimeException failure, int status, String reason, String retryAfter)
            throws Exception {
        for (String path : new String[] {"plain", "client", "client-later", "stage", "suspended"}) {
            Received received = get(path, failure);

            assertThat(received.status()).as(path).isEqualTo(status);
            assertThat(received.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(received.header("Cache-Control")).isEqualTo("no-store");
            assertThat(received.header("Retry-After")).isEqualTo(retryAfter);
            JsonObject problem = Json.createReader(new ByteArrayInputStream(received.body.getBytes(UTF_8)))
                    .readObject();
            assertThat(problem.getString("reason")).isEqualTo(reason);
            assertThat(problem.getInt("status")).isEqualTo(status);
            assertThat(problem.toString()).doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @FieldSource("OTHERS")
    void anotherExceptionIsLeftToTheContainer(RuntimeException other) {
        assertThatThrownBy(() -> get("plain", other)).hasRootCauseInstanceOf(other.getClass());
        assertThatThrownBy(() -> get("other-client", other)).hasRootCauseInstanceOf(other.getClass());
        assertThatThrownBy(() -> get("client", other)).hasRootCauseInstanceOf(other.getClass());
    }

    static final List<RuntimeException> OTHERS =
            List.of(new IllegalStateException("The application's own."), new UnsupportedOperationException());

    @Test
    void anotherExceptionIsLeftToTheApplicationsMapper() throws Exception {
        class OfRuntimeExceptions implements ExceptionMapper<RuntimeException> {
            @Override
            public Response toResponse(RuntimeException failure) {
                return Response.status(418)
                        .entity(failure.getClass().getSimpleName())
                        .build();
            }
        }

        Received received = get("other-client", new IllegalStateException(), new OfRuntimeExceptions());

        assertThat(received.status()).isEqualTo(418);
        assertThat(received.body).isEqualTo("ProcessingException");
        assertThat(get("client", UNAVAILABLE, new OfRuntimeExceptions()).status())
                .isEqualTo(503);
    }

    @Test
    void theApplicationsMapperOfTheSameExceptionIsPreferred() throws Exception {
        class OfNotSignedIn implements ExceptionMapper<NotSignedInException> {
            @Override
            public Response toResponse(NotSignedInException failure) {
                return Response.seeOther(URI.create("/login")).build();
            }
        }

        Received received = get("plain", new NotSignedInException(Absence.ANONYMOUS), new OfNotSignedIn());

        assertThat(received.status()).isEqualTo(303);
    }
}
