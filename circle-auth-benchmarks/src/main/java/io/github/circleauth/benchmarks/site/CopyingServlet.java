package io.github.circleauth.benchmarks.site;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** Copies Circle's responses, with the same HTTP client as the library's proxy, and does nothing else: it has no rules and no limits. */
public class CopyingServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int CONNECTIONS = 20;

    private transient @Nullable CloseableHttpClient client;

    @Override
    public void init() {
        client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(CONNECTIONS)
                        .setMaxConnPerRoute(CONNECTIONS)
                        .build())
                .disableContentCompression()
                .build();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        CloseableHttpClient started = client;
        if (started == null) {
            throw new ServletException("The servlet was not initialized.");
        }
        HttpGet get =
                new HttpGet(System.getProperty("circle.auth.base-url") + "/api/headless/v1" + request.getPathInfo());
        get.setHeader("authorization", "Bearer " + "a".repeat(600));
        get.setHeader("accept", "application/json");
        started.execute(get, received -> {
            copy(received, response);
            return true;
        });
    }

    private static void copy(ClassicHttpResponse received, HttpServletResponse response) throws IOException {
        response.setStatus(received.getCode());
        try (HttpEntity entity = received.getEntity()) {
            response.setContentType(entity.getContentType());
            if (entity.getContentLength() >= 0) {
                response.setContentLengthLong(entity.getContentLength());
            }
            entity.writeTo(response.getOutputStream());
        }
    }

    @Override
    public void destroy() {
        CloseableHttpClient started = client;
        if (started != null) {
            started.close(CloseMode.IMMEDIATE);
        }
    }
}
