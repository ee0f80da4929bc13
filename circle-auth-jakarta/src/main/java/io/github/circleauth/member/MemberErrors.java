package io.github.circleauth.member;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.http.ErrorResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The table of the Member API's error responses: the only place that knows its messages. */
final class MemberErrors {

    /** With 401: another token helps. Any other message with 401 is about the member's rights. */
    private static final Set<String> TOKEN_REJECTED =
            Set.of("The access token is expired.", "The access token is invalid.", "The access token not found.");

    private static final String DENIED = "You cannot perform this action.";
    private static final String WRONG_PLAN = "Community does not eligible for headless API access."; // (sic)
    private static final String MEMBER_GONE = "Community member associated with the access token not found.";

    private MemberErrors() {}

    /**
     * Returns whether a response says that the access token is expired, invalid or not found, so that another one helps. A
     * 401 with {@code You cannot perform this action.} does not: the member lacks the permission.
     */
    static boolean isTokenRejected(int status, Optional<String> message) {
        return status == 401 && message.filter(TOKEN_REJECTED::contains).isPresent();
    }

    /** Maps an unsuccessful response to an exception. */
    static CircleAuthException failure(ErrorResponse error) {
        if (ErrorResponse.isLater(error.status())) {
            return error.unavailable();
        }
        if (error.status() < 400) {
            return error.unusable("it is no success");
        }
        return error.refused(reason(error.status(), error.message()));
    }

    private static Reason reason(int status, Optional<String> message) {
        if (isTokenRejected(status, message)) {
            return Reason.TOKEN_DEAD;
        }
        if (status != 401 || message.isEmpty()) {
            return Reason.OTHER;
        }
        return switch (message.get()) {
            case DENIED -> Reason.PERMISSION_DENIED;
            case WRONG_PLAN -> Reason.PLAN;
            case MEMBER_GONE -> Reason.MEMBER_UNKNOWN;
            default -> Reason.OTHER;
        };
    }

    /**
     * Undoes the content coding of a body (RFC 9110, 8.4.1): a client of the application's may have requested one; the
     * library's own never does.
     *
     * @return the decoded body, or null if it can't be decoded or is longer than an error envelope
     */
    static byte @Nullable [] decoded(byte[] body, String contentEncoding) {
        try (InputStream decoding = decoding(body, contentEncoding)) {
            byte[] decoded = decoding.readNBytes(ErrorResponse.MAX_ENVELOPE + 1);
            return decoded.length > ErrorResponse.MAX_ENVELOPE ? null : decoded;
        } catch (IOException notDecoded) { // It has another coding, or is incomplete.
            return null;
        }
    }

    private static InputStream decoding(byte[] body, String contentEncoding) throws IOException {
        InputStream coded = new ByteArrayInputStream(body);
        return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new GZIPInputStream(coded);
            case "deflate" -> new InflaterInputStream(coded);
            default -> coded;
        };
    }
}
