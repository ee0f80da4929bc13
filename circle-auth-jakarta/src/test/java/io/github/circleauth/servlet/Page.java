package io.github.circleauth.servlet;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A page of a signed-in member, and the servlet that its requests go to. */
final class Page {

    final OneApplication application;
    final StubSession session;
    private final Servlet servlet;
    private @Nullable StubSession another;

    Page(OneApplication application, Servlet servlet, Map<String, String> parameters) throws ServletException {
        this.application = application;
        this.servlet = servlet;
        servlet.init(new Config(application.server.context, parameters));
        session = application.session("s1");
        application.serve(new StubRequest("1001", session));
    }

    PageRequest request(String method, String uri) {
        return new PageRequest(method, "/site/circle" + uri, "1001", session);
    }

    /** Returns a request as {@link #changingRequest}, of another member. */
    PageRequest ofAnotherMember(String method, String uri) {
        if (another == null) {
            another = application.session("s2");
            application.serve(new StubRequest("1002", another));
        }
        return new PageRequest(method, "/site/circle" + uri, "1002", another)
                .with("Sec-Fetch-Site", "same-origin")
                .with("X-Circle-Auth", "1");
    }

    /** Returns a request with the headers that a script of the page sends to change something. */
    PageRequest changingRequest(String method, String uri) {
        return request(method, uri).with("Sec-Fetch-Site", "same-origin").with("X-Circle-Auth", "1");
    }

    StubResponse send(PageRequest request) throws Exception {
        return send(request, new StubResponse());
    }

    StubResponse send(PageRequest request, StubResponse response) throws ServletException, IOException {
        start(request, response);
        if (request.async != null) {
            request.async.await();
        }
        return response;
    }

    /** Sends a request that may still be processed when this call returns. */
    void start(PageRequest request, StubResponse response) throws ServletException, IOException {
        servlet.service(request, response);
        if (request.async != null) {
            request.async.returned();
        }
    }

    private record Config(ServletContext getServletContext, Map<String, String> parameters) implements ServletConfig {
        @Override
        public String getServletName() {
            return "circle";
        }

        @Override
        public @Nullable String getInitParameter(String name) {
            return parameters.get(name);
        }

        @Override
        public Enumeration<String> getInitParameterNames() {
            return Collections.enumeration(parameters.keySet());
        }
    }
}
