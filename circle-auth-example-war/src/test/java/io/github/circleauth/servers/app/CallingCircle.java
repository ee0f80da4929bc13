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
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Asks Circle who the member is, in each of the ways there are. */
@Path("/circle")
@RequestScoped
public class CallingCircle {

    private static final String WHO = "/community_member";

    @Inject
    MemberApi api;

    @Inject
    MemberAuthorization authorization;

    @Inject
    CircleMember member;

    @Inject
    @RestClient
    CircleOverRest rest;

    @Inject
    @ConfigProperty(name = "circle.auth.base-url")
    URI circle;

    @Resource
    ManagedExecutorService executor;

    private URI who() {
        return circle.resolve("/api/headless/v1" + WHO);
    }

    @GET
    @Path("/{how}")
    public String call(@PathParam("how") String how) throws Exception {
        return switch (how) {
            case "member-api" -> api.get(WHO).toString();
            case "rest-client" -> rest.communityMember();
            case "rest-client-post" -> rest.resetNewNotifications("{}");
            case "jax-rs" -> jaxRs(new MemberAuthorizationFilter());
            case "apache" -> apache(authorization);
            case "jdk" -> jdk(authorization);
            case "managed-executor" -> elsewhere(captured());
            case "own-thread" -> onAThread(captured());
            case "without-capture" -> elsewhere(() -> api.get(WHO).toString());
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
            } catch (Exception failed) { // Whatever it is, the test must see it.
                return response.resume(failed);
            }
        });
    }

    /** All that needs no request, and is done for one that may be over. */
    private Callable<String> captured() {
        CircleMember handle = member.capture();
        MemberApi asMember = api.as(handle);
        MemberAuthorization authorizationAsMember = authorization.as(handle);
        return () -> {
            jaxRs(new MemberAuthorizationFilter(authorizationAsMember));
            apache(authorizationAsMember);
            jdk(authorizationAsMember);
            return asMember.get(WHO).toString();
        };
    }

    private String elsewhere(Callable<String> call) throws InterruptedException {
        try {
            return executor.submit(call).get();
        } catch (ExecutionException failed) {
            return failed.getCause().getClass().getSimpleName() + ": "
                    + failed.getCause().getMessage();
        }
    }

    private static String onAThread(Callable<String> call) throws Exception {
        var result = new FutureTask<>(call);
        new Thread(result).start();
        return result.get();
    }

    private String jaxRs(MemberAuthorizationFilter filter) {
        Client client = ClientBuilder.newClient().register(filter);
        try {
            return client.target(who()).request().get(String.class);
        } finally {
            client.close();
        }
    }

    private String apache(MemberAuthorization with) throws IOException {
        try (CloseableHttpClient client = with.addTo(HttpClients.custom()).build()) {
            return client.execute(new HttpGet(who()), answer -> EntityUtils.toString(answer.getEntity()));
        }
    }

    private String jdk(MemberAuthorization with) throws IOException, InterruptedException {
        return with.send(
                        HttpClient.newHttpClient(),
                        HttpRequest.newBuilder(who()).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
