package io.github.circleauth.member;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.MemberCalls;
import io.github.circleauth.http.MemberReplies;
import io.github.circleauth.http.MemberRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Gives calls to Circle's Member API the current member's access token, whichever HTTP client makes them: {@code @Inject
 * MemberAuthorization authorization}, then
 *
 * <pre>{@code
 * CloseableHttpClient client = authorization.addTo(HttpClients.custom()).build(); // Apache HttpClient 5
 * HttpResponse<String> answer = authorization.send(httpClient, request, BodyHandlers.ofString()); // java.net.http
 * }</pre>
 *
 * <p>For JAX-RS and MicroProfile REST Client, register {@link MemberAuthorizationFilter}.
 *
 * <p>The token is added where no {@code Authorization} is, and towards Circle's own scheme, host and port alone ({@code
 * circle.auth.base-url}); every other call passes as it is. On a 401 that says that the token is expired, invalid or not
 * found, the token is renewed once for all who were rejected with it, and the call is repeated once, if its body can be
 * sent again. Any other 401 passes.
 *
 * <p>It asks for the member of the calling thread's request. On other threads, use what {@link #as} returned for what
 * {@link CircleMember#capture()} returned on the request's. It may be used by many threads at once.
 */
public final class MemberAuthorization {

    private final CircleMember member;
    private final MemberCalls calls;

    /** For the wiring: applications have it injected. */
    public MemberAuthorization(CircleMember member, MemberCalls calls) {
        this.member = member;
        this.calls = calls;
    }

    /** Returns the authorization of the application that the calling thread is in. */
    static MemberAuthorization current() {
        return ServiceLoader.load(MemberAuthorizationFactory.class, MemberAuthorizationFactory.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("META-INF/services of circle-auth is missing."))
                .current();
    }

    /** Returns this authorization for a certain member, whatever the thread. */
    public MemberAuthorization as(CircleMember captured) {
        return new MemberAuthorization(captured, calls);
    }

    /**
     * Has a client of Apache HttpClient 5 send the token with each call to Circle, and returns its builder.
     *
     * @param builder one that makes blocking clients
     */
    public HttpClientBuilder addTo(HttpClientBuilder builder) {
        // Behind redirects and retries, so that each hop is looked at anew.
        return builder.addExecInterceptorBefore(
                ChainElement.PROTOCOL.name(), "circle-auth", new ApacheHttpClientInterceptor(this));
    }

    /**
     * Sends a request with the JDK's client, and the token with it if it goes to Circle.
     *
     * @throws io.github.circleauth.CircleAuthException if there is no token
     * @throws io.github.circleauth.NotSignedInException if nobody is signed in, there is no session, or the session has ended
     */
    public <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return new JdkHttpClientCall<>(this, client, request, handler).send();
    }

    /**
     * Sends a request with the JDK's client, and the token with it if it goes to Circle. Who the member is is asked on the
     * calling thread; nothing blocks it but the wait for a token that isn't there.
     */
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpClient client, HttpRequest request, BodyHandler<T> handler) {
        return new JdkHttpClientCall<>(this, client, request, handler).sendAsync();
    }

    /** Returns whether something that goes there may carry a member's token. */
    boolean isCircle(URI uri) {
        URI circle = calls.baseUrl();
        return uri.getScheme() != null
                && uri.getHost() != null
                && uri.getScheme().toLowerCase(Locale.ROOT).equals(circle.getScheme())
                && uri.getHost().toLowerCase(Locale.ROOT).equals(circle.getHost())
                && port(uri) == port(circle);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /** Returns the member, and the member's token, for one call that is about to be made. */
    Ticket ticket() {
        CircleMember captured = member.capture();
        return new Ticket(this, captured, captured.accessToken());
    }

    /**
     * What one call goes with.
     *
     * @param token the token that it is sent with first
     */
    record Ticket(MemberAuthorization authorization, CircleMember member, AccessToken token) {

        /** Returns the header's value for a call that is made now by a client of the application's, and counts that. */
        String header() {
            authorization.calls.count();
            return "Bearer " + token.value().reveal();
        }

        /** Makes a call with it. */
        CircleResponse send(MemberRequest call) {
            MemberCalls calls = authorization.calls;
            return calls.send(call, token.value(), calls.callTimeout());
        }

        /** Returns what the call may be repeated with, or null if its answer stands. */
        @Nullable Ticket after(int status, byte @Nullable [] body, @Nullable String coding) {
            if (!authorization.calls.replies().isRejection(status, body, coding)) {
                return null;
            }
            AccessToken another = member.renew(token);
            return new Ticket(authorization, member, another);
        }
    }

    /** How much of a 401 is looked at. */
    static int longestEnvelope() {
        return MemberReplies.LONGEST_ENVELOPE;
    }
}
