package io.github.circleauth.member;

import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.MemberRequest;
import io.github.circleauth.member.MemberAuthorization.Ticket;
import jakarta.annotation.Priority;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The member's token in JAX-RS clients and MicroProfile REST Client: to be registered, and nothing else.
 *
 * <pre>{@code
 * ClientBuilder.newClient().register(MemberAuthorizationFilter.class)
 *
 * @RegisterRestClient
 * @RegisterProvider(MemberAuthorizationFilter.class)
 * interface Circle { … }
 * }</pre>
 *
 * <p>It does what {@link MemberAuthorization} says, which is where it gets the token. It is no {@code @Provider}, so that
 * nothing registers it unasked.
 *
 * <p>A call whose token was rejected is repeated by the library's own HTTP client, since JAX-RS has no way to send one
 * twice: if it is one of the Member API's, and no more than 64 KiB were sent.
 */
@Priority(MemberAuthorizationFilter.NEXT_TO_THE_WIRE)
public class MemberAuthorizationFilter implements ClientRequestFilter, WriterInterceptor, ClientResponseFilter {

    static final int NEXT_TO_THE_WIRE = 10_000;

    private static final String TICKET = MemberAuthorizationFilter.class.getName() + ".ticket";
    private static final String SENT = MemberAuthorizationFilter.class.getName() + ".sent";
    private static final Set<String> NOT_REPEATED = Set.of(
            "authorization", "connection", "content-length", "cookie", "host", "transfer-encoding", "user-agent");

    private final @Nullable MemberAuthorization fixed;

    /** Made by JAX-RS: the member is the one of the request on whose thread a call is made. */
    public MemberAuthorizationFilter() {
        this.fixed = null;
    }

    /** For a certain member: give it what {@link MemberAuthorization#as} returned. */
    public MemberAuthorizationFilter(MemberAuthorization authorization) {
        this.fixed = authorization;
    }

    @Override
    public void filter(ClientRequestContext request) {
        if (request.getHeaders().containsKey(HttpHeaders.AUTHORIZATION)) {
            return;
        }
        MemberAuthorization authorization = fixed == null ? MemberAuthorization.current() : fixed;
        if (!authorization.isCircle(request.getUri())) {
            return;
        }
        if (followsRedirects(request.getClient())) {
            throw new IllegalArgumentException(
                    "This client follows redirects, and would take the member's token along to wherever they lead. Leave"
                            + " followRedirects off, which is the default.");
        }
        Ticket ticket = authorization.ticket();
        request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, ticket.header());
        request.setProperty(TICKET, ticket);
        // Jersey follows redirects unless told not to, and would take the token along to wherever they lead.
        request.setProperty("jersey.config.client.followRedirects", false);
    }

    /** RESTEasy has no property for it: a client of its that follows redirects takes all headers along. */
    private static boolean followsRedirects(Client client) {
        try {
            Object engine = client.getClass().getMethod("httpEngine").invoke(client);
            return Boolean.TRUE.equals(
                    engine.getClass().getMethod("isFollowRedirects").invoke(engine));
        } catch (ReflectiveOperationException another) { // It is not RESTEasy's.
            return false;
        }
    }

    /** Keeps what is sent, for a second time. */
    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        if (context.getProperty(TICKET) instanceof Ticket) {
            KeptOutputStream kept = new KeptOutputStream(context.getOutputStream());
            context.setProperty(SENT, kept);
            context.setOutputStream(kept);
        }
        context.proceed();
    }

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) throws IOException {
        if (response.getStatus() != 401 || !(request.getProperty(TICKET) instanceof Ticket ticket)) {
            return;
        }
        Ticket another = ticket.after(401, peek(response), response.getHeaderString(HttpHeaders.CONTENT_ENCODING));
        MemberRequest call = another == null ? null : repeatable(request);
        if (another != null && call != null) {
            answer(response, another.send(call));
        }
    }

    /** Returns the body's beginning; the whole can still be read. */
    private static byte[] peek(ClientResponseContext response) throws IOException {
        if (!response.hasEntity()) {
            return new byte[0];
        }
        InputStream body = response.getEntityStream();
        byte[] start = body.readNBytes(MemberAuthorization.longestEnvelope());
        response.setEntityStream(new SequenceInputStream(new ByteArrayInputStream(start), body));
        return start;
    }

    /** Returns the call as it was made, or null if it can't be made a second time. */
    private static @Nullable MemberRequest repeatable(ClientRequestContext request) {
        URI uri = request.getUri();
        String query = uri.getRawQuery();
        String whole = uri.getRawPath() + (query == null ? "" : "?" + query);
        MemberRequest.Bytes body = null;
        if (request.getProperty(SENT) instanceof KeptOutputStream kept) {
            byte[] sent = kept.all();
            if (sent == null) {
                return null;
            }
            body = new MemberRequest.Bytes(sent);
        }
        Map<String, String> headers = new TreeMap<>();
        request.getStringHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_REPEATED.contains(lower)) {
                headers.put(lower, String.join(", ", values));
            }
        });
        return MemberRequest.of(request.getMethod(), whole, headers, body);
    }

    /** The first answer's stream is left alone: it was read to its end, and RESTEasy closes the response with it. */
    private static void answer(ClientResponseContext response, CircleResponse second) {
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
