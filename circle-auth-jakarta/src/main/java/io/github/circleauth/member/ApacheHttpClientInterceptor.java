package io.github.circleauth.member;

import io.github.circleauth.http.ErrorResponse;
import io.github.circleauth.member.HttpMemberAuthorization.Ticket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** Adds the member's token to requests of Apache HttpClient 5. */
final class ApacheHttpClientInterceptor implements ExecChainHandler {

    private final HttpMemberAuthorization authorization;

    ApacheHttpClientInterceptor(HttpMemberAuthorization authorization) {
        this.authorization = authorization;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        // The connection's target counts, not the request's own address.
        if (request.containsHeader(HttpHeaders.AUTHORIZATION)
                || !authorization.isCircle(
                        URI.create(scope.route.getTargetHost().toURI()))) {
            return chain.proceed(request, scope);
        }
        Ticket ticket = authorization.ticket();
        ClassicHttpResponse response = chain.proceed(with(ticket, request), scope);
        if (response.getCode() != 401) {
            return response;
        }
        HttpEntity rejection = response.getEntity();
        Ticket renewed = ticket.renewed(401, peek(response), rejection == null ? null : rejection.getContentEncoding());
        HttpEntity body = request.getEntity();
        if (renewed == null || (body != null && !body.isRepeatable())) {
            return response;
        }
        response.close();
        return chain.proceed(with(renewed, request), scope);
    }

    /** Returns a copy with the token. The request itself stays without it, since a redirect to another host copies that one. */
    private static ClassicHttpRequest with(Ticket ticket, ClassicHttpRequest request) {
        ClassicHttpRequest copy = ClassicRequestBuilder.copy(request).build();
        copy.setHeader(HttpHeaders.AUTHORIZATION, ticket.header());
        return copy;
    }

    /** Returns the start of the body, at most as long as an error envelope. The body can still be read. */
    private static byte[] peek(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        InputStream content = entity.getContent();
        byte[] start = content.readNBytes(ErrorResponse.MAX_ENVELOPE);
        String type = entity.getContentType();
        response.setEntity(new InputStreamEntity(
                new SequenceInputStream(new ByteArrayInputStream(start), content),
                entity.getContentLength(),
                type == null ? null : ContentType.parseLenient(type),
                entity.getContentEncoding()));
        return start;
    }
}
