package io.github.circleauth.servers.app;

import io.github.circleauth.CircleMember;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.MemberAuthorization;
import io.github.circleauth.member.MemberAuthorizationFilter;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Reads the member from the Member API, with each HTTP client that the library supports. */
@Path("/circle")
@RequestScoped
public class MemberApiResource {

    private static final String MEMBER = "/community_member";

    @Inject
    MemberApi api;

    @Inject
    MemberAuthorization authorization;

    @Inject
    CircleMember member;

    @Inject
    @RestClient
    CircleRestClient rest;

    @Inject
    @ConfigProperty(name = "circle.auth.base-url")
    URI circle;

    @Resource
    ManagedExecutorService executor;

    private URI memberUri() {
        return circle.resolve("/api/headless/v1" + MEMBER);
    }

    @GET
    @Path("/{how}")
    public String call(@PathParam("how") String how) throws Exception {
        return switch (how) {
            case "member-api" -> api.get(MEMBER).toString();
            case "rest-client" -> rest.communityMember();
            case "rest-client-post" -> rest.resetNewNotifications("{}");
            case "jax-rs" -> jaxRs(new MemberAuthorizationFilter());
            case "rest-client-async" ->
                rest.communityMemberLater().toCompletableFuture().get();
            case "rest-client-of-builder" ->
                ofBuilder().communityMemberLater().toCompletableFuture().get();
            case "rx" -> rx(new MemberAuthorizationFilter(authorization.as(member.capture())));
            case "async" -> async(new MemberAuthorizationFilter(authorization.as(member.capture())));
            case "rx-without-capture" -> toldBy(() -> rx(new MemberAuthorizationFilter()));
            case "async-without-capture" -> toldBy(() -> async(new MemberAuthorizationFilter()));
            case "keeping-cookies" -> toldBy(() -> jaxRs(keepingCookies()));
            case "apache" -> apache(authorization);
            case "jdk" -> jdk(authorization);
            case "managed-executor" -> onManagedExecutor(captured());
            case "own-thread" -> onNewThread(captured());
            case "without-capture" -> onManagedExecutor(() -> api.get(MEMBER).toString());
            default -> throw new IllegalArgumentException(how);
        };
    }

    @GET
    @Path("/suspended")
    public void suspended(@Suspended AsyncResponse response) {
        Callable<String> captured = captured();
        executor.submit(() -> {
            try {
                return response.resume(captured.call());
            } catch (Exception failed) { // The test must see any failure.
                return response.resume(failed);
            }
        });
    }

    /** Returns calls with a captured member, which need no request and may run after its end. */
    private Callable<String> captured() {
        CircleMember handle = member.capture();
        MemberApi memberApi = api.as(handle);
        MemberAuthorization memberAuthorization = authorization.as(handle);
        return () -> {
            jaxRs(new MemberAuthorizationFilter(memberAuthorization));
            apache(memberAuthorization);
            jdk(memberAuthorization);
            return memberApi.get(MEMBER).toString();
        };
    }

    private String onManagedExecutor(Callable<String> call) throws InterruptedException {
        try {
            return executor.submit(call).get();
        } catch (ExecutionException failed) {
            return failed.getCause().getClass().getSimpleName() + ": "
                    + failed.getCause().getMessage();
        }
    }

    private static String onNewThread(Callable<String> call) throws Exception {
        var result = new FutureTask<>(call);
        new Thread(result).start();
        return result.get();
    }

    /** A client of its own, which shares no filter with the injected one. */
    private CircleRestClient ofBuilder() {
        return RestClientBuilder.newBuilder()
                .baseUri(circle.resolve("/api/headless/v1"))
                .build(CircleRestClient.class);
    }

    private String rx(MemberAuthorizationFilter filter) throws InterruptedException, ExecutionException {
        Client client = ClientBuilder.newClient().register(filter);
        try {
            return client.target(memberUri())
                    .request()
                    .rx()
                    .get(String.class)
                    .toCompletableFuture()
                    .get();
        } finally {
            client.close();
        }
    }

    private String async(MemberAuthorizationFilter filter) throws InterruptedException, ExecutionException {
        Client client = ClientBuilder.newClient().register(filter);
        try {
            return client.target(memberUri())
                    .request()
                    .async()
                    .get(String.class)
                    .get();
        } finally {
            client.close();
        }
    }

    /** Returns the response, or the cause of the failure. */
    private static String toldBy(Callable<String> call) throws Exception {
        try {
            return call.call();
        } catch (ExecutionException | ProcessingException failed) {
            Throwable cause = failed;
            while (cause.getCause() != null
                    && !(cause instanceof IllegalArgumentException)
                    && !cause.getClass().equals(IllegalStateException.class)) {
                cause = cause.getCause();
            }
            return cause.getClass().getSimpleName() + ": " + cause.getMessage();
        }
    }

    /** Returns RESTEasy's client with cookie management; on another server the usual one. */
    private static Client keepingCookies() throws ReflectiveOperationException {
        ClientBuilder builder = ClientBuilder.newBuilder();
        try {
            builder.getClass().getMethod("enableCookieManagement").invoke(builder);
        } catch (NoSuchMethodException notResteasy) {
            // Jersey's cookies are the JVM's, which the test leaves alone.
        }
        return builder.register(MemberAuthorizationFilter.class).build();
    }

    private String jaxRs(MemberAuthorizationFilter filter) {
        return jaxRs(ClientBuilder.newClient().register(filter));
    }

    private String jaxRs(Client client) {
        try {
            return client.target(memberUri()).request().get(String.class);
        } finally {
            client.close();
        }
    }

    private String apache(MemberAuthorization authorization) throws IOException {
        try (CloseableHttpClient client =
                authorization.addTo(HttpClients.custom()).build()) {
            return client.execute(new HttpGet(memberUri()), response -> EntityUtils.toString(response.getEntity()));
        }
    }

    private String jdk(MemberAuthorization authorization) throws IOException, InterruptedException {
        return authorization
                .send(
                        HttpClient.newHttpClient(),
                        HttpRequest.newBuilder(memberUri()).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
