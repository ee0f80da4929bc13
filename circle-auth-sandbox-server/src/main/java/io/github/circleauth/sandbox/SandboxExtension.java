package io.github.circleauth.sandbox;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A JUnit extension with a sandbox for a test class: started once, reset before each test, closed after the last one. It
 * needs JUnit 5.10 or later.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SandboxExtension sandbox = new SandboxExtension();
 * }</pre>
 *
 * <p>Or {@code @ExtendWith(SandboxExtension.class)} and a parameter of type {@link Sandbox} or {@link Circle}.
 *
 * <p>Tests that JUnit runs in parallel can't share a sandbox: they fail with a message. In a field that is not static, the
 * extension starts a sandbox for each test, so such tests may run in parallel.
 */
public final class SandboxExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

    private static final int MAX_PORT = 65_535;

    private final Namespace namespace = Namespace.create(SandboxExtension.class, this);
    private final AtomicReference<@Nullable Running> current = new AtomicReference<>();
    private final Supplier<Circle> circles;
    private final @Nullable String address;
    private final int port;

    /** Creates an extension for a sandbox with a default {@link Circle} on a free port. */
    public SandboxExtension() {
        this(() -> Circle.builder().build());
    }

    /**
     * Creates an extension for a sandbox on a free port, with a circle from this supplier, which is called once for each
     * sandbox.
     */
    public SandboxExtension(Supplier<Circle> circles) {
        this(circles, null, 0);
    }

    private SandboxExtension(Supplier<Circle> circles, @Nullable String address, int port) {
        this.circles = circles;
        this.address = address;
        this.port = port;
    }

    /**
     * Returns an extension like this one for a sandbox on a fixed port, for an application that runs already. If the port is
     * in use, the tests fail with a message that says so.
     */
    public SandboxExtension port(int fixed) {
        if (fixed < 0 || fixed > MAX_PORT) {
            throw new IllegalArgumentException(
                    "The port is " + fixed + "; it must be 1 to " + MAX_PORT + ", or 0 for a free one.");
        }
        return new SandboxExtension(circles, address, fixed);
    }

    /**
     * Returns an extension like this one for a sandbox that other machines can reach, such as an application in a container;
     * see {@link Sandbox#start(Circle, String, int)}.
     */
    public SandboxExtension address(String named) {
        return new SandboxExtension(circles, named, port);
    }

    /**
     * The running sandbox.
     *
     * @throws IllegalStateException before the first test of the class, and after the last one
     */
    public Sandbox sandbox() {
        Running running = current.get();
        if (running == null) {
            throw new IllegalStateException(
                    "The sandbox runs only from before the first test of the class until after the last one");
        }
        return running.sandbox;
    }

    /** The circle of the running sandbox. */
    public Circle circle() {
        return sandbox().circle();
    }

    /** The base URL of the running sandbox. */
    public URI uri() {
        return sandbox().uri();
    }

    /** The audit of the running sandbox. */
    public Audit audit() {
        return sandbox().audit();
    }

    /** The real-time channel of the running sandbox. */
    public Cable cable() {
        return sandbox().cable();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Running unused = runningFor(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Running running = runningFor(context);
        if (isParallel(context, running.owner)) {
            throw new ExtensionConfigurationException("The tests of " + running.owner.getDisplayName()
                    + " run in parallel and share one sandbox, which is reset before each of them. Make the field of the"
                    + " SandboxExtension non-static, so that each test has its own sandbox, or annotate the class with"
                    + " @Execution(ExecutionMode.SAME_THREAD).");
        }
        running.sandbox.circle().reset();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Sandbox.class || type == Circle.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Sandbox sandbox = runningFor(context).sandbox;
        return parameter.getParameter().getType() == Circle.class ? sandbox.circle() : sandbox;
    }

    /**
     * Returns the sandbox of the test, of its class or of an enclosing class, and starts it if necessary. The store closes
     * it at the end of the test or class that it was started for.
     */
    private Running runningFor(ExtensionContext context) {
        return context.getStore(namespace)
                .getOrComputeIfAbsent(Running.class, key -> new Running(context), Running.class);
    }

    /** Whether JUnit may run another test that uses the owner's sandbox at the same time as this one. */
    private static boolean isParallel(ExtensionContext test, ExtensionContext owner) {
        boolean enabled = test.getConfigurationParameter("junit.jupiter.execution.parallel.enabled")
                .map(Boolean::parseBoolean)
                .orElse(false);
        Optional<ExtensionContext> each = Optional.of(test);
        while (enabled && each.isPresent() && !each.get().getUniqueId().equals(owner.getUniqueId())) {
            if (each.get().getExecutionMode() == ExecutionMode.CONCURRENT) {
                return true;
            }
            each = each.get().getParent();
        }
        return false;
    }

    /** A sandbox and the test or class that it was started for. Before JUnit 5.13 a store closes a CloseableResource alone. */
    private final class Running implements CloseableResource, AutoCloseable {

        private final ExtensionContext owner;
        private final Sandbox sandbox;

        Running(ExtensionContext owner) {
            this.owner = owner;
            this.sandbox =
                    address == null ? Sandbox.start(circles.get(), port) : Sandbox.start(circles.get(), address, port);
            if (!current.compareAndSet(null, this)) {
                sandbox.close();
                throw new ExtensionConfigurationException("Two test classes, one of which is " + owner.getDisplayName()
                        + ", use the same SandboxExtension at the same time. Give each a SandboxExtension of its own, or"
                        + " don't run them in parallel.");
            }
        }

        @Override
        public void close() {
            current.set(null);
            sandbox.close();
        }
    }
}
