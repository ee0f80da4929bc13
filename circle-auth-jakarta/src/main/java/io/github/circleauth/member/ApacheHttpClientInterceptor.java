package io.github.circleauth.member;

import io.github.circleauth.http.ErrorResponse;
import io.github.circleauth.member.HttpMemberAuthorization.Ticket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.cookie.CookieStore;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Adds the member's token to requests of Apache HttpClient 5. */
final class ApacheHttpClientInterceptor implements ExecChainHandler {

    private final HttpMemberAuthorization authorization;

    ApacheHttpClientInterceptor(HttpMemberAuthorization authorization) {
        this.authorization = authorization;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (!isCircle(scope.route)) {
            return chain.proceed(request, scope);
        }
        CookieStore own = scope.clientContext.getCookieStore();
        try {
            scope.clientContext.setCookieStore(new BasicCookieStore());
            return request.containsHeader(HttpHeaders.AUTHORIZATION)
                    ? chain.proceed(request, scope)
                    : withToken(request, scope, chain);
        } finally {
            scope.clientContext.setCookieStore(own); // For the next hop, which may lead to another host.
        }
    }

    /** Removes the cookies that the application set itself, as a header of the request or as a default one of the client. */
    void removeCookies(HttpRequest request, @Nullable EntityDetails body, HttpContext context) {
        if (context instanceof HttpClientContext ofClient
                && ofClient.getHttpRoute() instanceof HttpRoute route
                && isCircle(route)) {
            request.removeHeaders(HttpHeaders.COOKIE);
        }
    }

    /** The connection's target counts, not the request's own address. */
    private boolean isCircle(HttpRoute route) {
        return authorization.isCircle(URI.create(route.getTargetHost().toURI()));
    }

    private ClassicHttpResponse withToken(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Ticket ticket = authorization.ticket();
        ClassicHttpResponse response = send(ticket, request, scope, chain);
        if (response.getCode() != 401 || !isCircles(scope)) {
            return response;
        }
        HttpEntity rejection = response.getEntity();
        byte[] start = peek(response, scope.execRuntime);
        Ticket renewed = ticket.renewed(401, start, rejection == null ? null : rejection.getContentEncoding());
        HttpEntity body = request.getEntity();
        if (renewed == null || (body != null && !body.isRepeatable())) {
            return response;
        }
        if (start == null) {
            scope.execRuntime.discardEndpoint(); // Closing the response would read the rest.
        } else {
            response.close();
        }
        return send(renewed, request, scope, chain);
    }

    private static ClassicHttpResponse send(
            Ticket ticket, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setSSLSession(null); // The application may use a context again.
        ClassicHttpResponse response = chain.proceed(with(ticket, request), scope);
        if (isCircles(scope)) {
            ticket.responded(response.getCode(), header("Retry-After", response), header("Date", response));
        }
        return response;
    }

    /** Returns whether a response is Circle's. A proxy that opens no tunnel responds in its place, and no TLS session begins. */
    private static boolean isCircles(ExecChain.Scope scope) {
        return !scope.route.isTunnelled() || scope.clientContext.getSSLSession() != null;
    }

    private static @Nullable String header(String name, ClassicHttpResponse response) {
        return response.countHeaders(name) == 1 ? response.getFirstHeader(name).getValue() : null;
    }

    /** Returns a copy with the token. The request itself stays without it, since a redirect to another host copies that one. */
    private static ClassicHttpRequest with(Ticket ticket, ClassicHttpRequest request) {
        ClassicHttpRequest copy = ClassicRequestBuilder.copy(request).build();
        copy.setHeader(HttpHeaders.AUTHORIZATION, ticket.header());
        return copy;
    }

    /**
     * Returns the body if it has arrived within a request's usual time and is no longer than an error envelope; otherwise
     * null. It can still be read, unless its time was up: then the connection is closed.
     */
    private byte @Nullable [] peek(ClassicHttpResponse response, ExecRuntime connection) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        AtomicBoolean late = new AtomicBoolean();
        Runnable inTime = authorization.afterCallTimeout(() -> {
            late.set(true);
            connection.discardEndpoint();
        });
        InputStream content = entity.getContent();
        byte[] start;
        try {
            start = content.readNBytes(ErrorResponse.MAX_ENVELOPE + 1);
        } catch (IOException brokenOff) {
            if (late.get()) {
                return null;
            }
            throw brokenOff;
        } finally {
            inTime.run();
        }
        String type = entity.getContentType();
        response.setEntity(new InputStreamEntity(
                new SequenceInputStream(new ByteArrayInputStream(start), content),
                entity.getContentLength(),
                type == null ? null : ContentType.parseLenient(type),
                entity.getContentEncoding()));
        return start.length > ErrorResponse.MAX_ENVELOPE ? null : start;
    }
}
