package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A response that records its status, headers and body. */
final class StubResponse extends HttpServletResponseWrapper {

    private static final HttpServletResponse NOTHING_ELSE = (HttpServletResponse) Proxy.newProxyInstance(
            StubResponse.class.getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, method, args) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    final Map<String, String> headers = new TreeMap<>();
    final List<String> cookies = new ArrayList<>();
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status = 200;

    /** Gets the body instead of {@link #body}. */
    @Nullable OutputStream elsewhere;

    /** Whether the page takes what is written asynchronously. */
    volatile boolean pageReads = true;

    private volatile @Nullable WriteListener writer;

    /** Lets the page read from now on. */
    void pageReads() {
        pageReads = true;
        writePossible();
    }

    boolean isWritten() {
        return writer != null;
    }

    private void writePossible() {
        try {
            writer.onWritePossible();
        } catch (IOException brokenOff) {
            writer.onError(brokenOff);
        }
    }

    StubResponse() {
        super(NOTHING_ELSE);
    }

    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void setStatus(int sc) {
        status = sc;
    }

    @Override
    public void setHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        assertThat(name).isEqualTo("Set-Cookie");
        cookies.add(value);
    }

    @Override
    public void setContentLengthLong(long length) {
        headers.put("Content-Length", Long.toString(length));
    }

    /** Returns whether something was written, as if there were no buffer. */
    @Override
    public boolean isCommitted() {
        return body.size() > 0 || elsewhere != null;
    }

    @Override
    public void reset() {
        headers.clear();
        status = 200;
    }

    @Override
    public void setContentType(String type) {
        headers.put("Content-Type", type);
    }

    @Override
    public void setContentLength(int len) {
        headers.put("Content-Length", Integer.toString(len));
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return pageReads;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                writer = listener;
                if (pageReads) {
                    writePossible();
                }
            }

            @Override
            public void write(int b) throws IOException {
                out().write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                out().write(bytes, offset, count);
            }
        };
    }

    private OutputStream out() {
        return elsewhere == null ? body : elsewhere;
    }
}
