package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Circle's real-time channel by the JDK's WebSocket client: no thread per connection, and none before the first one.
 *
 * <p>JDK 17 can't close its client. Its one selector thread ends some seconds after the last connection, once the client is garbage;
 * the thread has a neutral class loader, so that it does not keep the application's classes.
 */
final class JdkUpstream implements Upstream {

    /** Is told of the responses to handshakes that failed. */
    interface Responses {

        /** See {@link io.github.circleauth.http.CircleHttp#responded}. */
        void responded(int status, Optional<String> retryAfter, Optional<String> date);
    }

    private static final Logger LOG = System.getLogger(JdkUpstream.class.getName());
    private static final String PROTOCOL = "actioncable-v1-json";

    private final LiveNetwork network;
    private final Executor executor;
    private final Responses responses;
    private final Set<JdkConnection> connections = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private @Nullable HttpClient client;
    private boolean closed;

    JdkUpstream(LiveNetwork network, Executor executor, Responses responses) {
        this.network = network;
        this.executor = executor;
        this.responses = responses;
    }

    @Override
    public Connection open(AccessToken token, String origin, Listener listener) {
        JdkConnection connection = new JdkConnection(listener, connections::remove);
        HttpClient current = client();
        if (current == null) {
            connection.end(UpstreamEnd.LOST, "the application is being undeployed");
            return connection;
        }
        connections.add(connection);
        WebSocket.Builder handshake = current.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token.value().reveal())
                .header("Origin", origin)
                .subprotocols(PROTOCOL)
                .connectTimeout(network.handshakeTimeout());
        // Goes to the proxy alone. With an Authenticator instead, Circle's own 401 would be an exception without a
        // status.
        network.proxyAuthorization().ifPresent(value -> handshake.header("Proxy-Authorization", value.reveal()));
        // The connection is told of the result.
        var unused = handshake.buildAsync(network.cable(), connection).whenComplete((socket, failure) -> {
            if (failure != null) {
                refused(connection, failure);
            }
        });
        return connection;
    }

    private void refused(JdkConnection connection, Throwable failure) {
        HandshakeFailure why = HandshakeFailure.of(failure);
        why.response().ifPresent(this::responded);
        connection.end(why.end(), why.detail());
    }

    private void responded(HttpResponse<?> response) {
        responses.responded(response.statusCode(), single(response, "retry-after"), single(response, "date"));
    }

    private static Optional<String> single(HttpResponse<?> response, String header) {
        var values = response.headers().allValues(header);
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    private synchronized @Nullable HttpClient client() {
        if (client == null && !closed) {
            Thread thread = Thread.currentThread();
            ClassLoader applications = thread.getContextClassLoader();
            try {
                thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
                client = build();
            } finally {
                thread.setContextClassLoader(applications);
            }
        }
        return client;
    }

    private HttpClient build() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(network.connectTimeout())
                .sslParameters(parameters)
                .executor(executor)
                .proxy(network.usedProxy().map(JdkUpstream::proxy).orElse(HttpClient.Builder.NO_PROXY));
        network.tls().ifPresent(builder::sslContext);
        return builder.build();
    }

    private static ProxySelector proxy(URI address) {
        return ProxySelector.of(InetSocketAddress.createUnresolved(address.getHost(), address.getPort()));
    }

    @Override
    public void close() {
        HttpClient last;
        synchronized (this) {
            closed = true;
            last = client;
            client = null;
        }
        connections.forEach(JdkConnection::abort);
        if (last != null) {
            shutDown(last);
        }
    }

    /** Ends the client's threads at once, from JDK 21 on. */
    private static void shutDown(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException beforeJdk21) {
            // Its thread ends by itself.
        } catch (ReflectiveOperationException failed) {
            LOG.log(
                    Level.DEBUG,
                    "CIRCLE-0125: The WebSocket client could not be shut down; it ends by itself.",
                    failed);
        }
    }
}
