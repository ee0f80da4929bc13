package io.github.circleauth.member;

import io.github.circleauth.member.MemberAuthorization.Ticket;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.util.List;
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
 * <p>The repeated call is made by the same {@code Client}. What is sent may not be a stream, if it is to be repeated.
 */
public class MemberAuthorizationFilter implements ClientRequestFilter, ClientResponseFilter {

    private static final String TICKET = MemberAuthorizationFilter.class.getName();

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
        Ticket ticket = authorization.ticket();
        request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, ticket.header());
        request.setProperty(TICKET, ticket);
        // Jersey follows redirects unless told not to, and would take the token along to wherever they lead.
        request.setProperty("jersey.config.client.followRedirects", false);
    }

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) throws IOException {
        if (response.getStatus() != 401 || !(request.getProperty(TICKET) instanceof Ticket ticket)) {
            return;
        }
        Ticket another = ticket.after(401, peek(response));
        if (another != null && isRepeatable(request.getEntity())) {
            answer(response, repeated(request, another));
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

    private static boolean isRepeatable(@Nullable Object entity) {
        return !(entity instanceof InputStream || entity instanceof Reader || entity instanceof StreamingOutput);
    }

    private static Response repeated(ClientRequestContext request, Ticket ticket) {
        MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>(request.getHeaders());
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        headers.putSingle(HttpHeaders.AUTHORIZATION, ticket.header());
        Invocation.Builder again = request.getClient()
                .target(request.getUri())
                .request()
                .property("jersey.config.client.followRedirects", false)
                .headers(headers);
        Object entity = request.getEntity();
        return entity == null
                ? again.method(request.getMethod())
                : again.method(
                        request.getMethod(),
                        Entity.entity(
                                new GenericEntity<>(entity, request.getEntityType()),
                                request.getMediaType(),
                                request.getEntityAnnotations()));
    }

    private static void answer(ClientResponseContext response, Response second) {
        response.setStatusInfo(second.getStatusInfo());
        response.getHeaders().clear();
        second.getStringHeaders()
                .forEach((name, values) -> response.getHeaders().put(name, List.copyOf(values)));
        response.setEntityStream(
                second.hasEntity() ? second.readEntity(InputStream.class) : InputStream.nullInputStream());
    }
}
