package io.github.circleauth.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One request to the diagnostics servlet and its response, with what the servlet uses of a container. */
final class Exchange {

    /** What the container's login does with an anonymous request. */
    interface Login {
        boolean authenticate(Exchange exchange) throws ServletException;
    }

    final Map<String, String> headers = new TreeMap<>();
    int status = 200;
    boolean sentError;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final String method;
    private final Map<String, List<String>> requestHeaders = new HashMap<>();
    private final Map<String, String[]> parameters = new LinkedHashMap<>();
    private @Nullable String query;
    private @Nullable String pathInfo;
    private @Nullable String user = "ada";
    private String role = "operator";
    private Login login = exchange -> false;

    Exchange(String method) {
        this.method = method;
    }

    static Exchange get() {
        return new Exchange("GET");
    }

    static Exchange question(String kind, String user) {
        return new Exchange("POST").parameter("kind", kind).parameter("user", user);
    }

    Exchange header(String name, String... values) {
        requestHeaders.put(name, List.of(values));
        return this;
    }

    Exchange json() {
        return header("Accept", "application/json");
    }

    Exchange parameter(String name, String... values) {
        parameters.put(name, values);
        return this;
    }

    Exchange query(String text) {
        query = text;
        return this;
    }

    Exchange below(String path) {
        pathInfo = path;
        return this;
    }

    Exchange withRole(String other) {
        role = other;
        return this;
    }

    Exchange anonymous(Login container) {
        user = null;
        login = container;
        return this;
    }

    void loggedIn(String name) {
        user = name;
    }

    /** Returns a servlet of an application with these diagnostics, or of one where the library is not switched on. */
    static CircleDiagnosticsServlet servlet(@Nullable Diagnostics diagnostics, @Nullable String role)
            throws ServletException {
        ServletContext context = stub(ServletContext.class, (called, args) -> switch (called) {
            case "getAttribute" -> Diagnostics.ATTRIBUTE.equals(args[0]) ? diagnostics : null;
            default -> throw new UnsupportedOperationException(called);
        });
        CircleDiagnosticsServlet servlet = new CircleDiagnosticsServlet();
        servlet.init(stub(ServletConfig.class, (called, args) -> switch (called) {
            case "getServletContext" -> context;
            case "getServletName" -> "diagnostics";
            case "getInitParameter" -> "role".equals(args[0]) ? role : null;
            default -> throw new UnsupportedOperationException(called);
        }));
        return servlet;
    }

    Exchange sentTo(CircleDiagnosticsServlet servlet) throws ServletException, IOException {
        servlet.service(request(), response());
        return this;
    }

    String text() {
        return body.toString(UTF_8);
    }

    JsonObject object() {
        return Json.createReader(new StringReader(text())).readObject();
    }

    private HttpServletRequest request() {
        return stub(HttpServletRequest.class, (called, args) -> switch (called) {
            case "getMethod" -> method;
            case "getPathInfo" -> pathInfo;
            case "getQueryString" -> query;
            case "getHeaders" -> Collections.enumeration(requestHeaders.getOrDefault((String) args[0], List.of()));
            case "getHeader" ->
                requestHeaders.getOrDefault((String) args[0], List.of()).stream()
                        .findFirst()
                        .orElse(null);
            case "getUserPrincipal" -> user == null ? null : (Principal) () -> user;
            case "isUserInRole" -> user != null && role.equals(args[0]);
            case "authenticate" -> login.authenticate(this);
            case "getCharacterEncoding" -> null;
            case "setCharacterEncoding" -> null;
            case "getParameterValues" -> parameters.get((String) args[0]);
            case "getDispatcherType" -> jakarta.servlet.DispatcherType.REQUEST;
            default -> throw new UnsupportedOperationException(called);
        });
    }

    private HttpServletResponse response() {
        return stub(HttpServletResponse.class, (called, args) -> {
            switch (called) {
                case "setStatus" -> status = (int) args[0];
                case "sendError" -> {
                    status = (int) args[0];
                    sentError = true;
                }
                case "setHeader" -> headers.put((String) args[0], (String) args[1]);
                case "setContentType" -> headers.put("Content-Type", (String) args[0]);
                case "setContentLength" -> headers.put("Content-Length", String.valueOf(args[0]));
                case "isCommitted" -> {
                    return sentError || body.size() > 0;
                }
                case "getStatus" -> {
                    return status;
                }
                case "getOutputStream" -> {
                    return new Body();
                }
                default -> throw new UnsupportedOperationException(called);
            }
            return null;
        });
    }

    private final class Body extends ServletOutputStream {
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
    }

    private interface Behaviour {
        @Nullable Object of(String method, Object[] args) throws Exception;
    }

    private static <T> T stub(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> behaviour.of(method.getName(), args)));
    }
}
