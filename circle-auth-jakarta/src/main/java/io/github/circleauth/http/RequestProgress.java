package io.github.circleauth.http;

import io.github.circleauth.http.CircleTransport.NoResponse.Stage;
import java.io.IOException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** How far one attempt to send a request got, which HttpClient's steps record in its context. */
final class RequestProgress {

    private static final String NAME = "circle-auth.progress";

    private Stage stage = Stage.UNCONNECTED;

    private RequestProgress() {}

    /** Starts to record the attempt that uses this context. */
    static RequestProgress of(HttpClientContext context) {
        RequestProgress progress = new RequestProgress();
        context.setAttribute(NAME, progress);
        return progress;
    }

    /** Returns how far the attempt got. */
    Stage stage() {
        return stage;
    }

    private static void record(HttpContext context, Stage stage) {
        ((RequestProgress) context.getAttribute(NAME)).stage = stage;
    }

    /** Returns a strategy that records the moment before the TLS handshake. */
    static TlsSocketStrategy recording(TlsSocketStrategy real) {
        return (socket, target, port, attachment, context) -> {
            record(context, Stage.UNSENT);
            return real.upgrade(socket, target, port, attachment, context);
        };
    }

    /** Records the moment from which the request may have been sent, and the one before it in which a proxy is asked. */
    static final class Executor extends HttpRequestExecutor {

        private final ProxyTunnel tunnel;

        Executor(ProxyTunnel tunnel) {
            this.tunnel = tunnel;
        }

        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback interim,
                HttpContext context)
                throws IOException, HttpException {
            if (ProxyTunnel.isFor(request)) {
                record(context, Stage.NO_TUNNEL);
                return tunnel.open(request, connection, () -> super.execute(request, connection, interim, context));
            }
            boolean isReused = connection.getEndpointDetails().getRequestCount() > 0;
            if (isReused && connection.isDataAvailable(Timeout.ofMilliseconds(1))) {
                // They follow the previous response. Read as this one's, they could be another member's token.
                throw new IOException("unsolicited bytes");
            }
            record(context, Stage.SENT);
            return super.execute(request, connection, interim, context);
        }
    }
}
