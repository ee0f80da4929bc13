package io.github.circleauth.servers.app;

import io.github.circleauth.member.MemberAuthorizationFilter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Circle's Member API as a MicroProfile REST client, whose URL ends with {@code /api/headless/v1}. */
@RegisterRestClient(configKey = "circle")
@RegisterProvider(MemberAuthorizationFilter.class)
@Path("/")
public interface CircleRestClient {

    @GET
    @Path("/community_member")
    String communityMember();

    @GET
    @Path("/community_member")
    CompletionStage<String> communityMemberLater();

    @POST
    @Path("/notifications/reset_new_notifications_count")
    @Consumes(MediaType.APPLICATION_JSON)
    String resetNewNotifications(String body);
}
