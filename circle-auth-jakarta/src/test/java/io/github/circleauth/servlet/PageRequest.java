package io.github.circleauth.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A page's request to a servlet that is mapped to {@code /circle/*} in the application {@code /site}. */
final class PageRequest extends StubRequest {

    private final String method;
    private final String uri;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> second = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private InputStream body = InputStream.nullInputStream();
    private long length = -1;

    @Nullable StubAsync async;

    PageRequest(String method, String uri, @Nullable String principal, @Nullable HttpSession session) {
        super(principal, session);
        this.method = method;
        this.uri = uri;
    }

    /** Lets the container process the request asynchronously. */
    PageRequest asynchronous() {
        async = new StubAsync();
        return this;
    }

    @Override
    public boolean isAsyncSupported() {
        return async != null;
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        asyncStarted = true;
        return getAsyncContext();
    }

    @Override
    public AsyncContext getAsyncContext() {
        return async.context();
    }

    /** The page's body arrives when this is run, instead of at once. */
    private @Nullable Runnable arrival;

    private boolean isLate;

    /** Lets the body arrive later than the request. */
    PageRequest late() {
        isLate = true;
        return this;
    }

    void bodyArrives() {
        arrival.run();
    }

    PageRequest with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    PageRequest with(byte[] sent) {
        return with(new ByteArrayInputStream(sent), sent.length);
    }

    PageRequest with(InputStream sent, long bytes) {
        body = sent;
        length = bytes;
        return headers.containsKey("Content-Type") ? this : with("Content-Type", "application/json");
    }

    PageRequest withoutContentType() {
        headers.remove("Content-Type");
        return this;
    }

    /** Adds a header that the request has already. */
    PageRequest withSecond(String header, String value) {
        second.put(header, value);
        return this;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getRequestURI() {
        return uri.replaceFirst("\\?.*", "");
    }

    @Override
    public @Nullable String getQueryString() {
        int mark = uri.indexOf('?');
        return mark < 0 ? null : uri.substring(mark + 1);
    }

    @Override
    public String getContextPath() {
        return "/site";
    }

    @Override
    public String getServletPath() {
        return "/circle";
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.get(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.enumeration(Stream.of(headers.get(name), second.get(name))
                .filter(Objects::nonNull)
                .toList());
    }

    @Override
    public long getContentLengthLong() {
        return length;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new ServletInputStream() {
            @Override
            public int read() throws IOException {
                return body.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                return body.read(bytes, offset, count);
            }

            private boolean isFinished;

            @Override
            public boolean isFinished() {
                return isFinished;
            }

            @Override
            public boolean isReady() {
                return !isFinished;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                if (isLate) {
                    arrival = () -> arrive(listener);
                } else {
                    arrive(listener);
                }
            }

            private void arrive(ReadListener listener) {
                try {
                    listener.onDataAvailable();
                    isFinished = true;
                    listener.onAllDataRead();
                } catch (IOException brokenOff) {
                    listener.onError(brokenOff);
                }
            }
        };
    }
}
