package io.github.circleauth.member;

import io.github.circleauth.member.MemberAuthorization.Ticket;
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
 * A call with the JDK's client. What a 401 says is read whole before the caller's handler sees it; any other answer goes to
 * that handler as it comes.
 */
final class JdkHttpClientCall<T> {

    private static final String AUTHORIZATION = "Authorization";

    private final HttpClient client;
    private final HttpRequest request;
    private final BodyHandler<T> handler;
    private final @Nullable Ticket ticket;

    JdkHttpClientCall(
            MemberAuthorization authorization, HttpClient client, HttpRequest request, BodyHandler<T> handler) {
        this.client = client;
        this.request = request;
        this.handler = handler;
        boolean needsToken =
                request.headers().firstValue(AUTHORIZATION).isEmpty() && authorization.isCircle(request.uri());
        if (needsToken && client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "This HttpClient follows redirects, and would take the member's token along"
                            + " to wherever they lead. Build it with followRedirects(NEVER), which is the default.");
        }
        this.ticket = needsToken ? authorization.ticket() : null;
    }

    HttpResponse<T> send() throws IOException, InterruptedException {
        if (ticket == null) {
            return client.send(request, handler);
        }
        HttpResponse<Body<T>> first = client.send(with(ticket), this::peeking);
        Ticket another = ticket.after(first.statusCode(), first.body().said(), coding(first));
        return another == null || !mayBeRepeated()
                ? new Unpacked<>(first, first.body().get(handler).join())
                : client.send(with(another), handler);
    }

    CompletableFuture<HttpResponse<T>> sendAsync() {
        if (ticket == null) {
            return client.sendAsync(request, handler);
        }
        Ticket sent = ticket;
        return client.sendAsync(with(sent), this::peeking).thenCompose(first -> {
            // What blocks here, for as long as a renewal takes, is a thread of the client's own.
            Ticket another = sent.after(first.statusCode(), first.body().said(), coding(first));
            return another == null || !mayBeRepeated()
                    ? first.body().get(handler).thenApply(body -> new Unpacked<>(first, body))
                    : client.sendAsync(with(another), handler);
        });
    }

    private static @Nullable String coding(HttpResponse<?> answer) {
        return answer.headers().firstValue("content-encoding").orElse(null);
    }

    private HttpRequest with(Ticket with) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .header(AUTHORIZATION, with.header())
                .build();
    }

    /** A publisher that doesn't know how much it has may well have it only once. */
    private boolean mayBeRepeated() {
        return request.bodyPublisher().map(body -> body.contentLength() >= 0).orElse(true);
    }

    private BodySubscriber<Body<T>> peeking(ResponseInfo info) {
        boolean peeks = info.statusCode() == 401
                && info.headers().firstValueAsLong("content-length").orElse(0) <= MemberAuthorization.longestEnvelope();
        return peeks
                ? BodySubscribers.mapping(BodySubscribers.ofByteArray(), said -> new Body<T>(info, said, null))
                : BodySubscribers.mapping(handler.apply(info), body -> new Body<>(info, null, body));
    }

    /** A body that was read whole, or what the caller's handler has made of it. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    private record Body<T>(
            ResponseInfo info,
            byte @Nullable [] said,
            @Nullable T read) {

        @SuppressWarnings("NullAway") // A handler such as discarding() makes null of a body.
        CompletableFuture<T> get(BodyHandler<T> handler) {
            if (said == null) {
                return CompletableFuture.completedFuture(read);
            }
            BodySubscriber<T> subscriber = handler.apply(info);
            subscriber.onSubscribe(new Flow.Subscription() {
                private boolean given;

                @Override
                public void request(long count) {
                    if (!given) {
                        given = true;
                        subscriber.onNext(List.of(ByteBuffer.wrap(said)));
                        subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {
                    given = true;
                }
            });
            CompletionStage<T> body = subscriber.getBody();
            return body.toCompletableFuture();
        }
    }

    /** The answer with the body that the caller's handler made. */
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

        /** Neither the request, which has the token, nor what Circle said to one member. */
        @Override
        public String toString() {
            return "(" + first.statusCode() + ")";
        }
    }
}
