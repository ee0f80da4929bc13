package io.github.circleauth.member;

import io.github.circleauth.member.MemberAuthorization.Ticket;
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

/** The member's token in Apache HttpClient 5. */
final class ApacheHttpClientInterceptor implements ExecChainHandler {

    private final MemberAuthorization authorization;

    ApacheHttpClientInterceptor(MemberAuthorization authorization) {
        this.authorization = authorization;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        // Where the connection leads counts, not what the request says of itself.
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
        HttpEntity said = response.getEntity();
        Ticket another = ticket.after(401, peek(response), said == null ? null : said.getContentEncoding());
        HttpEntity body = request.getEntity();
        if (another == null || (body != null && !body.isRepeatable())) {
            return response;
        }
        response.close();
        return chain.proceed(with(another, request), scope);
    }

    /** A copy: the request itself is what a redirect to somewhere else would be made of. */
    private static ClassicHttpRequest with(Ticket ticket, ClassicHttpRequest request) {
        ClassicHttpRequest copy = ClassicRequestBuilder.copy(request).build();
        copy.setHeader(HttpHeaders.AUTHORIZATION, ticket.header());
        return copy;
    }

    /** Returns the body if it is short enough for an envelope of Circle's, or null; it can still be read. */
    private static byte[] peek(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new byte[0];
        }
        InputStream content = entity.getContent();
        byte[] start = content.readNBytes(MemberAuthorization.longestEnvelope());
        String type = entity.getContentType();
        response.setEntity(new InputStreamEntity(
                new SequenceInputStream(new ByteArrayInputStream(start), content),
                entity.getContentLength(),
                type == null ? null : ContentType.parseLenient(type),
                entity.getContentEncoding()));
        return start;
    }
}
