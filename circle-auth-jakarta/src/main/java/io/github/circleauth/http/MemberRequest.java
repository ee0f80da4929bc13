package io.github.circleauth.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of the Member API, before it has a token.
 *
 * @param method the HTTP method, in capitals
 * @param target path and query behind {@code /api/headless/v1}, such as {@code /home?page=2}; see {@link MemberPath}
 * @param headers what goes along; neither {@code Authorization} nor cookies
 * @param body what is sent, or null
 */
public record MemberRequest(
        String method,
        String target,
        Map<String, String> headers,
        @Nullable Body body) {

    public MemberRequest {
        MemberPath.check(target);
        headers = Map.copyOf(headers);
    }

    /** Returns the call that goes to a whole path and query at Circle, or null if that is none of the Member API's. */
    public static @Nullable MemberRequest of(
            String method, String pathAndQuery, Map<String, String> headers, @Nullable Body body) {
        boolean isMemberApi = pathAndQuery.startsWith(MemberPath.PREFIX + "/");
        String target = isMemberApi ? pathAndQuery.substring(MemberPath.PREFIX.length()) : "";
        return MemberPath.isPlain(target) ? new MemberRequest(method, target, headers, body) : null;
    }

    /** Returns whether it can be sent a second time. */
    public boolean isRepeatable() {
        return body == null || body.isRepeatable();
    }

    /** What is sent along. */
    public interface Body {

        /** Returns the bytes from the first one on; asked again only if it is {@linkplain #isRepeatable() repeatable}. */
        InputStream open() throws IOException;

        /** Returns how many bytes there are, or -1. */
        long length();

        /** Returns whether it can be sent a second time. */
        boolean isRepeatable();
    }

    /** Bytes that are all there. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    public record Bytes(byte[] bytes) implements Body {

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }
    }
}
