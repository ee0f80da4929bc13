package io.github.circleauth.member;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.MemberRequest;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The authorization of a member, which the adapters of the HTTP clients share.
 *
 * @param source the deployment's access to the Member API
 * @param member captured for each request, so that a repeated one has the same member
 */
record HttpMemberAuthorization(Supplier<MemberAccess> source, CircleMember member)
        implements OwnMemberAuthorization, Serializable {

    /** Returns the authorization of the application to which the calling thread belongs. */
    static HttpMemberAuthorization current() {
        return of(
                ServiceLoader.load(MemberAuthorizationFactory.class, MemberAuthorizationFactory.class.getClassLoader())
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("META-INF/services of circle-auth is missing."))
                        .current());
    }

    /**
     * Returns the library's own authorization behind the interface.
     *
     * @throws IllegalArgumentException if it is another one
     */
    static HttpMemberAuthorization of(MemberAuthorization authorization) {
        if (authorization instanceof OwnMemberAuthorization own
                && own.unproxied() instanceof HttpMemberAuthorization unproxied) {
            return unproxied;
        }
        throw new IllegalArgumentException(
                "MemberAuthorizationFilter works with a MemberAuthorization of circle-auth's,"
                        + " injected or returned by as(), and not with "
                        + authorization.getClass().getName() + ".");
    }

    @Override
    public MemberAuthorization unproxied() {
        // Not this object, instead of which a client proxy returns itself.
        return as(member);
    }

    MemberAccess access() {
        return source.get();
    }

    @Override
    public MemberAuthorization as(CircleMember captured) {
        return new HttpMemberAuthorization(source, captured);
    }

    @Override
    public HttpClientBuilder addTo(HttpClientBuilder builder) {
        ApacheHttpClientInterceptor interceptor = new ApacheHttpClientInterceptor(this);
        // Behind redirects and retries, so that the target of each is checked.
        return builder.addExecInterceptorBefore(ChainElement.PROTOCOL.name(), "circle-auth", interceptor)
                .addRequestInterceptorLast(interceptor::removeCookies);
    }

    @Override
    public <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return new JdkHttpClientCall<>(this, client, request, handler).send();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpClient client, HttpRequest request, BodyHandler<T> handler) {
        return new JdkHttpClientCall<>(this, client, request, handler).sendAsync();
    }

    /** Returns whether a request to this address may carry a member's token. */
    boolean isCircle(URI uri) {
        URI circle = access().http().baseUrl();
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

    /** Runs an action when a request's usual time is up, unless the returned one is run before. */
    Runnable afterCallTimeout(Runnable action) {
        return access().http().afterCallTimeout(action);
    }

    /** Returns the authorization of the member of the calling thread's request, for any thread. */
    HttpMemberAuthorization captured() {
        return new HttpMemberAuthorization(source, member.capture());
    }

    /** Returns the member and the token for one request. */
    Ticket ticket() {
        CircleMember captured = member.capture();
        return new Ticket(access(), captured, captured.accessToken());
    }

    private Object writeReplace() {
        return new PassivatedHandle(member, false);
    }

    /** The member and the token of one attempt to send a request. */
    record Ticket(MemberAccess access, CircleMember member, AccessToken token) {

        /**
         * Takes a permit for the attempt, and returns the value of its {@code Authorization} header.
         *
         * @throws io.github.circleauth.CircleUnavailableException if there is no permit
         */
        String header() {
            access.http().requirePermit();
            return "Bearer " + token.value().reveal();
        }

        /** Evaluates a response: a 429 pauses all requests to Circle. */
        void responded(int status, @Nullable String retryAfter, @Nullable String date) {
            access.http().responded(status, Optional.ofNullable(retryAfter), Optional.ofNullable(date));
        }

        /** Sends a request once more, with the library's own client and this token. */
        CircleResponse resend(MemberRequest request) {
            return access.http().send(request, token.value(), access.callTimeout(), 1);
        }

        /**
         * Returns the ticket for a second attempt if the response rejects the token and another one could be had;
         * otherwise null.
         *
         * @param body the body, or null if it is longer than an error envelope
         * @param contentEncoding the {@code Content-Encoding}, if there is one
         */
        @Nullable Ticket renewed(int status, byte @Nullable [] body, @Nullable String contentEncoding) {
            if (!access.isTokenRejected(status, body, contentEncoding)) {
                return null;
            }
            AccessToken another = member.renew(token);
            return another.equals(token) ? null : new Ticket(access, member, another);
        }
    }
}
