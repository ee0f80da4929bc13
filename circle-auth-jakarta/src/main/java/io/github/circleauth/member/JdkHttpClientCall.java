package io.github.circleauth.member;

import io.github.circleauth.member.HttpMemberAuthorization.Ticket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A request with the JDK's client. The body of a 401 is read ahead, as far as {@link PeekedBody} says; any other response is
 * streamed to the caller's handler.
 */
final class JdkHttpClientCall<T> {

    private static final String AUTHORIZATION = "Authorization";

    private final HttpMemberAuthorization authorization;
    private final HttpClient client;
    private final HttpRequest request;
    private final BodyHandler<T> handler;
    private final @Nullable Ticket ticket;

    JdkHttpClientCall(
            HttpMemberAuthorization authorization, HttpClient client, HttpRequest request, BodyHandler<T> handler) {
        this.authorization = authorization;
        this.client = client;
        this.handler = handler;
        this.request = request;
        boolean needsToken =
                request.headers().firstValue(AUTHORIZATION).isEmpty() && authorization.isCircle(request.uri());
        if (needsToken && client.cookieHandler().isPresent()) {
            throw new IllegalArgumentException(
                    "This HttpClient has a CookieHandler, and would send cookies that Circle set for one member along with"
                            + " another member's token. Build one without cookieHandler(…) for Circle.");
        }
        if (needsToken && client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "This HttpClient follows redirects, and would take the member's token along"
                            + " to other hosts. Build it with followRedirects(NEVER), which is the default.");
        }
        this.ticket = needsToken ? authorization.ticket() : null;
    }

    HttpResponse<T> send() throws IOException, InterruptedException {
        if (ticket == null) {
            return client.send(request, handler);
        }
        HttpResponse<Body<T>> first = client.send(with(ticket), noting(ticket, this::peeking));
        Ticket another = ticketAfter(first, ticket);
        return another == null
                ? new Unpacked<>(first, result(first.body().get(handler)))
                : client.send(with(another), noting(another, handler));
    }

    CompletableFuture<HttpResponse<T>> sendAsync() {
        if (ticket == null) {
            return client.sendAsync(request, handler);
        }
        Ticket sent = ticket;
        return client.sendAsync(with(sent), noting(sent, this::peeking)).thenCompose(first -> {
            // During a renewal this blocks a thread of the client's own.
            Ticket another = ticketAfter(first, sent);
            return another == null
                    ? first.body().get(handler).thenApply(body -> new Unpacked<>(first, body))
                    : client.sendAsync(with(another), noting(another, handler));
        });
    }

    /** Returns the ticket for a second attempt, whose first response is discarded then; otherwise null. */
    private @Nullable Ticket ticketAfter(HttpResponse<Body<T>> first, Ticket sent) {
        PeekedBody peeked = first.body().peeked();
        if (peeked == null) {
            return null;
        }
        Ticket renewed = sent.renewed(
                first.statusCode(),
                peeked.bytes(),
                first.headers().firstValue("content-encoding").orElse(null));
        if (renewed == null || !mayBeRepeated()) {
            return null;
        }
        peeked.cancel();
        return renewed;
    }

    /** Waits for the body as the client's own method does. */
    private static <T> T result(CompletableFuture<T> body) throws IOException, InterruptedException {
        try {
            return body.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException brokenOff) {
                throw brokenOff;
            }
            throw new IOException(failed.getCause());
        }
    }

    /** Evaluates the head of a response, before the body, which may break off. */
    private static <R> BodyHandler<R> noting(Ticket ticket, BodyHandler<R> handler) {
        return info -> {
            ticket.responded(info.statusCode(), header("retry-after", info), header("date", info));
            return handler.apply(info);
        };
    }

    private static @Nullable String header(String name, ResponseInfo response) {
        List<String> values = response.headers().allValues(name);
        return values.size() == 1 ? values.get(0) : null;
    }

    private HttpRequest with(Ticket with) {
        return HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase("cookie"))
                .header(AUTHORIZATION, with.header())
                .build();
    }

    /** A publisher of unknown length may be unable to publish a second time. */
    private boolean mayBeRepeated() {
        return request.bodyPublisher().map(body -> body.contentLength() >= 0).orElse(true);
    }

    private BodySubscriber<Body<T>> peeking(ResponseInfo info) {
        if (info.statusCode() != 401) {
            return BodySubscribers.mapping(handler.apply(info), body -> new Body<>(info, null, body));
        }
        PeekedBody body = new PeekedBody();
        Runnable inTime = authorization.afterCallTimeout(body::stopPeeking);
        body.getBody().whenComplete((peeked, failure) -> inTime.run());
        return BodySubscribers.mapping(body, peeked -> new Body<T>(info, peeked, null));
    }

    /** A body whose start was read ahead, or the result of the caller's handler. */
    private record Body<T>(
            ResponseInfo info,
            @Nullable PeekedBody peeked,
            @Nullable T read) {

        @SuppressWarnings("NullAway") // A handler such as discarding() returns null for a body.
        CompletableFuture<T> get(BodyHandler<T> handler) {
            return peeked == null
                    ? CompletableFuture.completedFuture(read)
                    : peeked.deliverTo(handler.apply(info)).toCompletableFuture();
        }
    }

    /** The response with the result of the caller's handler. */
    private record Unpacked<T>(HttpResponse<?> first, T body) implements HttpResponse<T> {

        @Override
        public int statusCode() {
            return first.statusCode();
        }

        @Override
        public HttpRequest request() {
            return first.request();
        }

        @Override
        public Optional<HttpResponse<T>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return first.headers();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return first.sslSession();
        }

        @Override
        public URI uri() {
            return first.uri();
        }

        @Override
        public HttpClient.Version version() {
            return first.version();
        }

        /** Leaves out the request, which has the token, and the body, which is for one member alone. */
        @Override
        public String toString() {
            return "(" + first.statusCode() + ")";
        }
    }
}
