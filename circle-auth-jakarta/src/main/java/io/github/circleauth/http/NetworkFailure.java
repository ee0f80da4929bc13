package io.github.circleauth.http;

import io.github.circleauth.http.CircleTransport.NoResponse.Stage;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;

/** Why no complete response came, in our own words: those of the network may repeat anything that was sent. */
final class NetworkFailure {

    private static final String NO_PROXY = "no connection to the proxy could be made";

    private NetworkFailure() {}

    /** Returns the addresses that a failure at this stage concerns, for messages. */
    static String at(Network network, Stage stage) {
        OutboundProxy proxy = network.proxy();
        if (proxy == null) {
            return " (" + withPort(network.circle()) + ")";
        }
        boolean ofProxy = stage == Stage.UNCONNECTED || stage == Stage.NO_TUNNEL;
        return ofProxy
                ? " (" + proxy.address() + ")"
                : " (" + withPort(network.circle()) + ", through the proxy " + proxy.address() + ")";
    }

    private static String withPort(URI url) {
        return url + (url.getPort() >= 0 ? "" : url.getScheme().equals("https") ? ":443" : ":80");
    }

    /** Returns that a request exceeded its deadline, and whether it was waiting for the proxy then. */
    static String tookTooLong(Duration time, Stage stage, Network network) {
        String late = "it took longer than " + time;
        if (network.proxy() == null) {
            return late;
        }
        return switch (stage) {
            case UNCONNECTED -> NO_PROXY + ": " + late;
            case NO_TUNNEL -> stage.description() + ": " + late;
            case BUSY, UNSENT, SENT, UNREADABLE -> late;
        };
    }

    static String describe(Throwable failure, Stage stage, Network network) {
        return switch (stage) {
            case UNCONNECTED ->
                (network.proxy() == null ? stage.description() : NO_PROXY) + ": " + unconnected(failure);
            case NO_TUNNEL -> untunnelled(failure);
            case UNSENT -> stage.description() + ": " + unsecured(failure);
            case SENT -> sent(failure);
            case BUSY, UNREADABLE -> stage.description();
        };
    }

    private static String unconnected(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return "the host's name can't be resolved (DNS)";
        }
        if (failure instanceof SocketTimeoutException) {
            return "the connect timeout has passed";
        }
        if (failure instanceof NoRouteToHostException) {
            return "there is no route to the host";
        }
        if (failure instanceof ConnectException) {
            boolean refused = String.valueOf(failure.getMessage()).contains("refused");
            return refused ? "the connection was refused" : "the host could not be connected to";
        }
        if (failure instanceof SocketException) {
            return "the connection was reset";
        }
        return failure.getClass().getSimpleName();
    }

    private static String untunnelled(Throwable failure) {
        if (failure instanceof ProxyTunnel.Refused refused) {
            return String.valueOf(refused.getMessage());
        }
        String reason = failure instanceof MessageConstraintException ? Stage.UNREADABLE.description() : sent(failure);
        return Stage.NO_TUNNEL.description() + ": " + reason;
    }

    /** Shows the network's own text, which names the certificate's fault: no secret has been sent yet. */
    private static String unsecured(Throwable failure) {
        if (failure instanceof SocketTimeoutException) {
            return "the TLS handshake took too long";
        }
        if (!(failure instanceof SSLException)) {
            return "the connection broke during the TLS handshake";
        }
        return "TLS failed: "
                + Sanitizer.message(reason(failure), List.of())
                        .orElse(failure.getClass().getSimpleName());
    }

    /** Returns the network's text, with the fault of the certificate if it is apart from it. */
    private static String reason(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        String fault = text;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            fault = cause instanceof GeneralSecurityException ? String.valueOf(cause.getMessage()) : fault;
        }
        return text.contains(fault) ? text : text + " (" + fault + ")";
    }

    private static String sent(Throwable failure) {
        if (failure instanceof SocketTimeoutException) {
            return "the response did not come in time";
        }
        if (failure instanceof NoHttpResponseException || failure instanceof EOFException) {
            return "the connection was closed without an HTTP response";
        }
        if (failure instanceof ConnectionClosedException || failure instanceof TruncatedChunkException) {
            return "the connection was closed before the response was complete";
        }
        if (failure instanceof HttpException
                || failure.getCause() instanceof HttpException
                || failure instanceof MalformedChunkCodingException) {
            return "the response is not valid HTTP/1.1";
        }
        if (failure instanceof SSLException) {
            return "the TLS connection broke";
        }
        boolean reset = failure instanceof SocketException
                && String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("reset");
        return reset
                ? "the connection was reset"
                : Stage.SENT.description() + ", " + failure.getClass().getSimpleName();
    }
}
