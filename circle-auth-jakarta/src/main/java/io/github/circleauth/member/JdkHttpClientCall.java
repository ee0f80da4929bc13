package io.github.circleauth.member;

import io.github.circleauth.http.ErrorResponse;
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
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A request with the JDK's client. The body of a 401 is read completely before the caller's handler sees it; any other
 * response is streamed to that handler.
 */
final class JdkHttpClientCall<T> {

    private static final String AUTHORIZATION = "Authorization";

    private final HttpClient client;
    private final HttpRequest request;
    private final BodyHandler<T> handler;
    private final @Nullable Ticket ticket;

    JdkHttpClientCall(
            HttpMemberAuthorization authorization, HttpClient client, HttpRequest request, BodyHandler<T> handler) {
        this.client = client;
        this.request = request;
        this.handler = handler;
        boolean needsToken =
                request.headers().firstValue(AUTHORIZATION).isEmpty() && authorization.isCircle(request.uri());
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
        HttpResponse<Body<T>> first = client.send(with(ticket), this::peeking);
        Ticket renewed = ticket.renewed(first.statusCode(), first.body().bytes(), contentEncoding(first));
        return renewed == null || !mayBeRepeated()
                ? new Unpacked<>(first, first.body().get(handler).join())
                : client.send(with(renewed), handler);
    }

    CompletableFuture<HttpResponse<T>> sendAsync() {
        if (ticket == null) {
            return client.sendAsync(request, handler);
        }
        Ticket sent = ticket;
        return client.sendAsync(with(sent), this::peeking).thenCompose(first -> {
            // During a renewal this blocks a thread of the client's own.
            Ticket renewed = sent.renewed(first.statusCode(), first.body().bytes(), contentEncoding(first));
            return renewed == null || !mayBeRepeated()
                    ? first.body().get(handler).thenApply(body -> new Unpacked<>(first, body))
                    : client.sendAsync(with(renewed), handler);
        });
    }

    private static @Nullable String contentEncoding(HttpResponse<?> response) {
        return response.headers().firstValue("content-encoding").orElse(null);
    }

    private HttpRequest with(Ticket with) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .header(AUTHORIZATION, with.header())
                .build();
    }

    /** A publisher of unknown length may be unable to publish a second time. */
    private boolean mayBeRepeated() {
        return request.bodyPublisher().map(body -> body.contentLength() >= 0).orElse(true);
    }

    private BodySubscriber<Body<T>> peeking(ResponseInfo info) {
        boolean peeks = info.statusCode() == 401
                && info.headers().firstValueAsLong("content-length").orElse(0) <= ErrorResponse.MAX_ENVELOPE;
        return peeks
                ? BodySubscribers.mapping(BodySubscribers.ofByteArray(), bytes -> new Body<T>(info, bytes, null))
                : BodySubscribers.mapping(handler.apply(info), body -> new Body<>(info, null, body));
    }

    /** A body that was read completely, or the result of the caller's handler. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Body<T>(
            ResponseInfo info,
            byte @Nullable [] bytes,
            @Nullable T read) {

        @SuppressWarnings("NullAway") // A handler such as discarding() returns null for a body.
        CompletableFuture<T> get(BodyHandler<T> handler) {
            if (bytes == null) {
                return CompletableFuture.completedFuture(read);
            }
            BodySubscriber<T> subscriber = handler.apply(info);
            subscriber.onSubscribe(new Flow.Subscription() {
                private boolean published;

                @Override
                public void request(long count) {
                    if (!published) {
                        published = true;
                        subscriber.onNext(List.of(ByteBuffer.wrap(bytes)));
                        subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {
                    published = true;
                }
            });
            CompletionStage<T> body = subscriber.getBody();
            return body.toCompletableFuture();
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
