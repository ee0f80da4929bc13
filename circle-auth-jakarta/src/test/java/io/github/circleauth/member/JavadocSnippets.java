package io.github.circleauth.member;

import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.client.ClientBuilder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The samples in the Javadoc of this package's API, which {@link JavadocSamplesTest} compares with it, and runs. */
class JavadocSnippets {

    public record Post(long id, String displayTitle, int userLikesCount) {}

    static List<Object> memberApi(MemberApi circle) {
        JsonValue feed = circle.get("/home", Map.of("page", 2));
        Stream<Post> posts = circle.stream("/home?sort=latest", Post.class);
        JsonValue about = circle.get("/spaces/11/posts", Map.of("topics[]", List.of(7, 8)));
        circle.post("/posts/2001/user_likes", null);
        return List.of(feed, posts.toList(), about);
    }

    static void memberAuthorization(MemberAuthorization authorization, HttpClient httpClient, HttpRequest request)
            throws IOException, InterruptedException {
        CloseableHttpClient client = authorization.addTo(HttpClients.custom()).build(); // Apache HttpClient 5
        HttpResponse<String> response =
                authorization.send(httpClient, request, BodyHandlers.ofString()); // java.net.http
        client.close();
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.body());
        }
    }

    static void memberAuthorizationFilter() {
        ClientBuilder.newClient().register(MemberAuthorizationFilter.class).close();
    }

    @RegisterRestClient
    @RegisterProvider(MemberAuthorizationFilter.class)
    interface Circle {
        @GET
        @Path("/home")
        JsonValue home();
    }
}
