package io.github.circleauth.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A response whose status, headers and body can be looked at. */
final class StubResponse extends HttpServletResponseWrapper {

    private static final HttpServletResponse NOTHING_ELSE = (HttpServletResponse) Proxy.newProxyInstance(
            StubResponse.class.getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (proxy, method, args) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    final Map<String, String> headers = new TreeMap<>();
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status = 200;

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
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(int b) {
                body.write(b);
            }
        };
    }
}
