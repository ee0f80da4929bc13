package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.AccessToken;
import jakarta.json.Json;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands the member's access token to the site's own scripts, for front ends that must call Circle themselves. It serves
 * requests only where the application maps it. {@link CircleProxyServlet} is the better choice, since it hands no token out.
 *
 * <p>The response to a {@code POST} with the header {@code X-Circle-Auth}, from this site's own pages alone, is {@code
 * {"access_token":"…","expires_in":seconds}}. It never has the refresh token.
 */
public final class CircleTokenServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private transient @Nullable CircleAuthRuntime runtime;

    /** For the container. */
    public CircleTokenServlet() {}

    /**
     * Finds the deployment's runtime.
     *
     * @throws ServletException if the library is not switched on
     */
    @Override
    public void init() throws ServletException {
        runtime = ContextAttributes.requiredRuntime(getServletContext());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CircleAuthRuntime started = runtime;
        if (started == null) {
            throw new IllegalStateException("The servlet was not initialized.");
        }
        if (!SameOrigin.mayChange(request)) {
            Problem.CROSS_SITE.writeTo(response);
            return;
        }
        Optional<Problem> problem = started.performAsMember(request, member -> {
            AccessToken token = member.accessToken();
            handOut(token, started.memberOf(request).servedFor(token), response);
            return Optional.empty();
        });
        if (problem.isPresent()) {
            problem.get().writeTo(response);
        }
    }

    private static void handOut(AccessToken token, Duration life, HttpServletResponse response) throws IOException {
        byte[] body = Json.createObjectBuilder()
                .add("access_token", token.value().reveal())
                .add("expires_in", life.toSeconds())
                .build()
                .toString()
                .getBytes(UTF_8);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache");
        response.setHeader("Vary", "Cookie");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
