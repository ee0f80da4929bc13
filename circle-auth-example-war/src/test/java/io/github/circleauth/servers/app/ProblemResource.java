package io.github.circleauth.servers.app;

import io.github.circleauth.CircleMember;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.MemberAuthorizationFilter;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Reads the member from the Member API, and leaves each failure to the exception mappers. */
@Path("/problem")
@RequestScoped
public class ProblemResource {

    private static final String MEMBER = "/community_member";

    @Inject
    MemberApi api;

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

    @GET
    @Path("/member-api")
    public String memberApi() {
        return api.get(MEMBER).toString();
    }

    @GET
    @Path("/rest-client")
    public String restClient() {
        return rest.communityMember();
    }

    @GET
    @Path("/rest-client-async")
    public CompletionStage<String> restClientAsync() {
        return rest.communityMemberLater();
    }

    @GET
    @Path("/jax-rs")
    public String jaxRs() {
        return read(circle.resolve("/api/headless/v1" + MEMBER), new MemberAuthorizationFilter());
    }

    @GET
    @Path("/stage")
    public CompletionStage<String> stage() {
        MemberApi captured = api.as(member.capture());
        return CompletableFuture.supplyAsync(() -> captured.get(MEMBER).toString(), executor)
                .thenApply(String::strip);
    }

    @GET
    @Path("/later")
    public CompletionStage<String> later() {
        return member.accessTokenAsync()
                .thenApply(token -> "")
                .thenCombine(CompletableFuture.completedFuture("\"id\":1001,"), String::concat);
    }

    @GET
    @Path("/suspended")
    public void suspended(@Suspended AsyncResponse response) {
        MemberApi captured = api.as(member.capture());
        executor.submit(() -> {
            try {
                return response.resume(captured.get(MEMBER).toString());
            } catch (RuntimeException failed) { // The mappers are to see it.
                return response.resume(failed);
            }
        });
    }

    @GET
    @Path("/unrelated")
    public String unrelated() {
        throw new IllegalStateException("The application's own.");
    }

    @GET
    @Path("/unrelated-client")
    public String unrelatedClient() {
        return read(URI.create("http://127.0.0.1:1/"), null);
    }

    private static String read(URI uri, MemberAuthorizationFilter filter) {
        Client client = ClientBuilder.newClient();
        try {
            return (filter == null ? client : client.register(filter))
                    .target(uri)
                    .request()
                    .get(String.class);
        } finally {
            client.close();
        }
    }
}
