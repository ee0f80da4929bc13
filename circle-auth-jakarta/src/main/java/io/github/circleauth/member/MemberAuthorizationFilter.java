package io.github.circleauth.member;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.ErrorResponse;
import io.github.circleauth.http.MemberRequest;
import io.github.circleauth.http.RequestBody;
import io.github.circleauth.member.HttpMemberAuthorization.Ticket;
import jakarta.annotation.Priority;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Adds the member's token to requests of JAX-RS clients and MicroProfile REST Client. Registering it is enough:
 *
 * <pre>{@code
 * ClientBuilder.newClient().register(MemberAuthorizationFilter.class)
 *
 * @RegisterRestClient
 * @RegisterProvider(MemberAuthorizationFilter.class)
 * interface Circle { … }
 * }</pre>
 *
 * <p>It works as {@link MemberAuthorization} describes. A client that is known to keep cookies or to follow redirects is
 * rejected with an {@link IllegalArgumentException}. It is no {@code @Provider}, so that it is registered only where the
 * application does so.
 *
 * <p>The member is the one of the calling thread's request. The asynchronous methods of MicroProfile REST Client, which return
 * a {@code CompletionStage}, take the member of the thread that calls them. JAX-RS has no such hand-over for {@code rx()} and
 * {@code async()}: for these, register {@code new MemberAuthorizationFilter(authorization.as(member.capture()))}.
 *
 * <p>A request whose token was rejected is repeated by the library's own HTTP client, since JAX-RS can't send one twice:
 * only if it is a request of the Member API whose body has at most 64 KiB.
 */
@Priority(MemberAuthorizationFilter.PRIORITY)
public class MemberAuthorizationFilter implements ClientRequestFilter, WriterInterceptor, ClientResponseFilter {

    static final int PRIORITY = 10_000;

    private static final String TICKET = MemberAuthorizationFilter.class.getName() + ".ticket";
    private static final String SENT = MemberAuthorizationFilter.class.getName() + ".sent";
    private static final Set<String> NOT_REPEATED = Set.of(
            "authorization", "connection", "content-length", "cookie", "host", "transfer-encoding", "user-agent");

    private final @Nullable HttpMemberAuthorization fixed;

    /**
     * Creates a filter whose member is the one of the calling thread's request; called by JAX-RS. Its requests fail with an
     * {@link IllegalArgumentException} if the application has replaced the library's {@link MemberAuthorization} bean.
     */
    public MemberAuthorizationFilter() {
        this.fixed = null;
    }

    /**
     * Creates a filter for a certain member.
     *
     * @param authorization the one that {@link MemberAuthorization#as} returned
     * @throws IllegalArgumentException if it is not an authorization of this library's
     */
    public MemberAuthorizationFilter(MemberAuthorization authorization) {
        this.fixed = HttpMemberAuthorization.of(authorization);
    }

    @Override
    public void filter(ClientRequestContext request) {
        try {
            authorize(request);
        } catch (CircleAuthException | NotSignedInException failure) {
            throw new MemberProcessingException(failure);
        }
    }

    private void authorize(ClientRequestContext request) {
        if (request.getHeaders().containsKey(HttpHeaders.AUTHORIZATION)) {
            return;
        }
        HttpMemberAuthorization authorization = fixed == null ? CallersMember.authorization() : fixed;
        if (!authorization.isCircle(request.getUri())) {
            return;
        }
        new RestClientTransport(request.getClient(), request.getConfiguration()).check();
        Ticket ticket = authorization.ticket();
        request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, ticket.header());
        request.getHeaders().remove(HttpHeaders.COOKIE);
        request.setProperty(TICKET, ticket);
        // Jersey follows redirects by default, and would take the token along to other hosts.
        request.setProperty("jersey.config.client.followRedirects", false);
    }

    /** Records the body, for a second attempt. */
    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        if (context.getProperty(TICKET) instanceof Ticket) {
            RecordingOutputStream body = new RecordingOutputStream(context.getOutputStream());
            context.setProperty(SENT, body);
            context.setOutputStream(body);
        }
        context.proceed();
    }

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) throws IOException {
        try {
            if (request.getProperty(TICKET) instanceof Ticket ticket) {
                repeatIfRejected(ticket, request, response);
            }
        } catch (CircleAuthException | NotSignedInException failure) {
            throw new MemberProcessingException(failure);
        }
    }

    private static void repeatIfRejected(Ticket ticket, ClientRequestContext request, ClientResponseContext response)
            throws IOException {
        // A header that occurs twice is joined, and so unreadable, which counts as absent.
        ticket.responded(
                response.getStatus(),
                response.getHeaderString(HttpHeaders.RETRY_AFTER),
                response.getHeaderString(HttpHeaders.DATE));
        if (response.getStatus() != 401) {
            return;
        }
        byte[] body = peek(ticket, response);
        Ticket renewed = ticket.renewed(401, body, response.getHeaderString(HttpHeaders.CONTENT_ENCODING));
        MemberRequest repeated = renewed == null || body == null ? null : repeatable(request);
        if (renewed != null && repeated != null) {
            replace(response, renewed.resend(repeated));
        }
    }

    /**
     * Returns the body if it arrives within a request's usual time and is no longer than an error envelope; otherwise null. It
     * can still be read. The time is looked at when bytes arrive: for their absence, the client has a timeout of its own.
     */
    private static byte @Nullable [] peek(Ticket ticket, ClientResponseContext response) throws IOException {
        if (!response.hasEntity()) {
            return new byte[0];
        }
        AtomicBoolean late = new AtomicBoolean();
        Runnable inTime = ticket.access().http().afterCallTimeout(() -> late.set(true));
        InputStream body = response.getEntityStream();
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        byte[] part = new byte[8 * 1024];
        int count = 0;
        try {
            while (count >= 0 && start.size() <= ErrorResponse.MAX_ENVELOPE && !late.get()) {
                start.write(part, 0, count);
                count = body.read(part);
            }
        } finally {
            inTime.run();
        }
        if (count > 0) {
            start.write(part, 0, count);
        }
        response.setEntityStream(new SequenceInputStream(new ByteArrayInputStream(start.toByteArray()), body));
        return count < 0 && start.size() <= ErrorResponse.MAX_ENVELOPE ? start.toByteArray() : null;
    }

    /** Returns the request for a second attempt, or null if it can't be repeated. */
    private static @Nullable MemberRequest repeatable(ClientRequestContext request) {
        URI uri = request.getUri();
        String query = uri.getRawQuery();
        String pathAndQuery = uri.getRawPath() + (query == null ? "" : "?" + query);
        RequestBody.Bytes body = null;
        if (request.getProperty(SENT) instanceof RecordingOutputStream sentBody) {
            byte[] sent = sentBody.recorded();
            if (sent == null) {
                return null;
            }
            body = new RequestBody.Bytes(sent);
        }
        Map<String, String> headers = new TreeMap<>();
        request.getStringHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_REPEATED.contains(lower)) {
                headers.put(lower, String.join(", ", values));
            }
        });
        return MemberRequest.ofAbsolute(request.getMethod(), pathAndQuery, headers, body);
    }

    /** Leaves the first response's stream open: it was read to its end, and closing it makes RESTEasy close the response. */
    private static void replace(ClientResponseContext response, CircleResponse second) {
        response.setStatus(second.status());
        response.getHeaders().clear();
        second.headers().forEach((name, value) -> response.getHeaders().putSingle(name, value));
        response.setEntityStream(new FilterInputStream(second.body()) {
            @Override
            public void close() {
                second.close();
            }
        });
    }
}
