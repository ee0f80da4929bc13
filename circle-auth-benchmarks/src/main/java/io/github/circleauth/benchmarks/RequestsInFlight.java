package io.github.circleauth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.undertow.Undertow;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.api.SecurityConstraint;
import io.undertow.servlet.api.SecurityInfo.EmptyRoleSemantic;
import io.undertow.servlet.api.WebResourceCollection;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.Builder;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Requests that a real Undertow has received and whose servlet waits, so that a benchmark can use them: their sessions and
 * their principals are the server's own.
 */
final class RequestsInFlight implements AutoCloseable {

    /** Kept here, so that its level is not lost. */
    private static final Logger LOG = Logger.getLogger("");

    /** The user of all requests. */
    static final String USER = "1001";

    /** A request whose servlet waits. */
    record InFlight(HttpServletRequest request, HttpServletResponse response) {}

    static {
        // Without the lines of each start and stop.
        LOG.setLevel(Level.WARNING);
    }

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString((USER + ":password").getBytes(UTF_8));

    private final BlockingQueue<InFlight> received = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<CompletableFuture<HttpResponse<Void>>> responses = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final DeploymentManager deployment = Servlets.newContainer().addDeployment(deployment());
    private final Undertow server;

    private volatile Consumer<HttpSession> atEnd = session -> {};

    /** The cookie of the one session that all requests belong to. */
    private @Nullable String cookie;

    /**
     * Starts the server.
     *
     * @param most how many requests are in flight at most
     */
    RequestsInFlight(int most) {
        deployment.deploy();
        try {
            server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setIoThreads(1)
                    .setWorkerThreads(most + 1)
                    .setHandler(deployment.start())
                    .build();
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
        server.start();
    }

    private DeploymentInfo deployment() {
        return Servlets.deployment()
                .setClassLoader(RequestsInFlight.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("benchmarks")
                .setIdentityManager(new OneUser())
                .setLoginConfig(new LoginConfig("BASIC", "benchmarks"))
                .addSecurityConstraint(new SecurityConstraint()
                        .addWebResourceCollection(new WebResourceCollection().addUrlPattern("/*"))
                        .setEmptyRoleSemantic(EmptyRoleSemantic.AUTHENTICATE))
                .addListener(new ListenerInfo(Ends.class, new ImmediateInstanceFactory<>(new Ends())))
                .addServlet(Servlets.servlet(
                                "waiting", WaitingServlet.class, new ImmediateInstanceFactory<>(new WaitingServlet()))
                        .addMapping("/*"));
    }

    ServletContext context() {
        return deployment.getDeployment().getServletContext();
    }

    /** Has an action run whenever a session ends, on the thread that ends it. */
    void atEnd(Consumer<HttpSession> action) {
        atEnd = action;
    }

    /** Sends a request that begins a session, and returns it as the server received it. */
    synchronized InFlight openInNewSession() {
        cookie = null;
        return open();
    }

    /** Sends a request, and returns it as the server received it. */
    synchronized InFlight open() {
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/"))
                .header("Authorization", BASIC);
        if (cookie != null) {
            request.header("Cookie", cookie);
        }
        responses.add(client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding()));
        try {
            InFlight inFlight = received.take();
            cookie = "JSESSIONID=" + inFlight.request().getSession().getId();
            return inFlight;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        responses.forEach(CompletableFuture::join);
        server.stop();
    }

    private final class Ends implements HttpSessionListener {

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            atEnd.accept(event.getSession());
        }
    }

    private final class WaitingServlet extends HttpServlet {

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException {
            received.add(new InFlight(request, response));
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new ServletException(e);
            }
        }
    }

    /** As form-based authentication does, it has the same object for each request of a user. */
    private static final class OneUser implements IdentityManager, Account {

        private static final Principal PRINCIPAL = new Principal() {
            @Override
            public String getName() {
                return USER;
            }

            @Override
            public String toString() {
                return USER;
            }
        };

        @Override
        public Principal getPrincipal() {
            return PRINCIPAL;
        }

        @Override
        public Set<String> getRoles() {
            return Set.of();
        }

        @Override
        public Account verify(Account account) {
            return this;
        }

        @Override
        public Account verify(String id, Credential credential) {
            return this;
        }

        @Override
        public Account verify(Credential credential) {
            return this;
        }
    }
}
