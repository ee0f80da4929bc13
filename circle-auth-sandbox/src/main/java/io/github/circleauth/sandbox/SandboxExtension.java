package io.github.circleauth.sandbox;

import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit extension with a sandbox for a test class: started once, reset before each test, closed after the last one.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SandboxExtension sandbox = new SandboxExtension();
 * }</pre>
 *
 * <p>Or {@code @ExtendWith(SandboxExtension.class)} and a parameter of type {@link Sandbox} or {@link Circle}.
 */
public final class SandboxExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

    private final Namespace namespace = Namespace.create(SandboxExtension.class, this);
    private final Supplier<Circle> circles;
    private volatile @Nullable Sandbox current;

    /** Creates an extension for a sandbox with a default {@link Circle}. */
    public SandboxExtension() {
        this(() -> Circle.builder().build());
    }

    /** Creates an extension for a sandbox with a circle from this supplier, which is called once per test class. */
    public SandboxExtension(Supplier<Circle> circles) {
        this.circles = circles;
    }

    /**
     * The running sandbox.
     *
     * @throws IllegalStateException before the first test of the class
     */
    public Sandbox sandbox() {
        Sandbox running = current;
        if (running == null) {
            throw new IllegalStateException(
                    "The sandbox runs only from before the first test of the class until after the last one");
        }
        return running;
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

    @Override
    public void beforeAll(ExtensionContext context) {
        sandboxOf(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        sandboxOf(context).circle().reset();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Sandbox.class || type == Circle.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Sandbox running = sandboxOf(context);
        return parameter.getParameter().getType() == Circle.class ? running.circle() : running;
    }

    /**
     * Returns the sandbox of the test class or of its enclosing class, and starts it if necessary. The store closes it
     * at the end of the class it was started for.
     */
    private Sandbox sandboxOf(ExtensionContext context) {
        Sandbox running = context.getStore(namespace)
                .computeIfAbsent(Sandbox.class, key -> Sandbox.start(circles.get(), 0), Sandbox.class);
        current = running;
        return running;
    }
}
