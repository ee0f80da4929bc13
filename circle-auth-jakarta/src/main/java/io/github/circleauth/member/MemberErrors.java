package io.github.circleauth.member;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.http.ErrorResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The table of the Member API's error responses: the only place that knows its messages. */
final class MemberErrors {

    private static final Set<String> TOKEN_DEAD =
            Set.of("The access token is expired.", "The access token is invalid.", "The access token not found.");

    private static final String WRONG_PLAN = "Community does not eligible for headless API access."; // (sic)
    private static final String MEMBER_GONE = "Community member associated with the access token not found.";

    /** Case, spaces and the full stop don't matter: a renewal can't help, and must not be tried again and again. */
    private static final Pattern DENIED = Pattern.compile(
            "\\s*you\\s+can\\s?not\\s+perform\\s+this\\s+action\\s*[.!]?\\s*", Pattern.CASE_INSENSITIVE);

    private MemberErrors() {}

    /**
     * Returns whether a response may reject the access token, so that another one helps: any 401 but a missing permission,
     * {@code You cannot perform this action.}
     *
     * @param texts the strings of the error envelope
     */
    static boolean isTokenRejected(int status, List<String> texts) {
        return status == 401 && !isDenied(texts);
    }

    /** Returns whether a response says, in Circle's words, that the access token is expired, invalid or not found. */
    static boolean isTokenDead(int status, List<String> texts) {
        return status == 401 && texts.stream().anyMatch(TOKEN_DEAD::contains);
    }

    private static boolean isDenied(List<String> texts) {
        return texts.stream().anyMatch(text -> DENIED.matcher(text).matches());
    }

    /** Maps an unsuccessful response to an exception. */
    static CircleAuthException failure(ErrorResponse error) {
        if (ErrorResponse.isLater(error.status())) {
            return error.unavailable();
        }
        if (error.status() < 400) {
            return error.unusable("it is no success");
        }
        return error.refused(reason(error));
    }

    private static Reason reason(ErrorResponse error) {
        if (error.status() != 401) {
            return Reason.OTHER;
        }
        if (isDenied(error.texts())) {
            return Reason.PERMISSION_DENIED;
        }
        if (isTokenDead(error.status(), error.texts())) {
            return Reason.TOKEN_DEAD;
        }
        return switch (error.message().orElse("")) {
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
