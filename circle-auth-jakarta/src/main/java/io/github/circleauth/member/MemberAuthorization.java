package io.github.circleauth.member;

import io.github.circleauth.CircleMember;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Adds the current member's access token to requests of the Member API that the application's own HTTP clients send:
 * {@code @Inject MemberAuthorization authorization}, then
 *
 * <pre>{@code
 * CloseableHttpClient client = authorization.addTo(HttpClients.custom()).build(); // Apache HttpClient 5
 * HttpResponse<String> response = authorization.send(httpClient, request, BodyHandlers.ofString()); // java.net.http
 * }</pre>
 *
 * <p>For JAX-RS and MicroProfile REST Client, register {@link MemberAuthorizationFilter}.
 *
 * <p>The token is added if the request has no {@code Authorization} header and goes to Circle's scheme, host and port
 * ({@code circle.auth.base-url}); other requests are left alone. After a 401 which says that the token is expired, invalid or
 * not found, the token is renewed once for all requests that were rejected with it, and the request is repeated once, if its
 * body can be sent again. Any other 401 is returned. Of the body of a 401 at most 64 KiB are read ahead.
 *
 * <p>Requests with the token neither send nor keep cookies, since a cookie that Circle set for one member must not travel with
 * another's token: {@code Cookie} headers are removed, and a client of Apache's uses its cookie store for other hosts only.
 *
 * <p>The member is the one of the calling thread's request. On other threads, use the authorization that {@link #as} returns
 * for a {@linkplain CircleMember#capture() captured} member. Safe for many threads.
 */
public interface MemberAuthorization {

    /** Returns this authorization for the given member, on any thread where it is used. */
    MemberAuthorization as(CircleMember captured);

    /**
     * Adds the token to all requests to Circle of a client of Apache HttpClient 5.
     *
     * @param builder a builder of blocking clients
     * @return the builder
     */
    HttpClientBuilder addTo(HttpClientBuilder builder);

    /**
     * Sends a request with the JDK's client, with the token if it goes to Circle.
     *
     * @throws IllegalArgumentException if the client follows redirects, which would take the token along, or has a
     *     {@link java.net.CookieHandler}
     * @throws io.github.circleauth.CircleAuthException if there is no token
     * @throws io.github.circleauth.NotSignedInException if nobody is signed in, or there is no session, or it has ended
     */
    <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException;

    /**
     * Sends a request with the JDK's client, with the token if it goes to Circle. The member is looked up on the calling
     * thread, which blocks only if there is no valid token.
     *
     * @throws IllegalArgumentException if the client follows redirects, which would take the token along, or has a
     *     {@link java.net.CookieHandler}
     * @throws io.github.circleauth.CircleAuthException if there is no token
     * @throws io.github.circleauth.NotSignedInException if nobody is signed in, or there is no session, or it has ended
     */
    <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpClient client, HttpRequest request, BodyHandler<T> handler);
}
