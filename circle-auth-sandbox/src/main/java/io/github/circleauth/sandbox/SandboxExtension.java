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
 * A sandbox for a JUnit test class: started once, reset before each test, closed at the end.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SandboxExtension sandbox = new SandboxExtension();
 * }</pre>
 *
 * or {@code @ExtendWith(SandboxExtension.class)} and a parameter of type {@link Sandbox} or {@link Circle}.
 */
public final class SandboxExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

    private final Namespace namespace = Namespace.create(SandboxExtension.class, this);
    private final Supplier<Circle> circles;
    private volatile @Nullable Sandbox current;

    /** A sandbox with a usual {@link Circle}. */
    public SandboxExtension() {
        this(() -> Circle.builder().build());
    }

    /** A sandbox with the circle you make; it is asked for once per test class. */
    public SandboxExtension(Supplier<Circle> circles) {
        this.circles = circles;
    }

    /** The running sandbox. */
    public Sandbox sandbox() {
        Sandbox running = current;
        if (running == null) {
            throw new IllegalStateException("The sandbox runs from before the first test of the class to its end only");
        }
        return running;
    }

    public Circle circle() {
        return sandbox().circle();
    }

    public URI uri() {
        return sandbox().uri();
    }

    public Audit audit() {
        return sandbox().audit();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        startedIn(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        startedIn(context).circle().reset();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Sandbox.class || type == Circle.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Sandbox running = startedIn(context);
        return parameter.getParameter().getType() == Circle.class ? running.circle() : running;
    }

    /** The sandbox of this class, or of the one around it: the store closes it with the class it was started for. */
    private Sandbox startedIn(ExtensionContext context) {
        Sandbox running = context.getStore(namespace)
                .computeIfAbsent(Sandbox.class, key -> Sandbox.start(circles.get(), 0), Sandbox.class);
        current = running;
        return running;
    }
}
