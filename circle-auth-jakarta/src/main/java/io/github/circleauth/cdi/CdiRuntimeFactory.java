package io.github.circleauth.cdi;

import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.RuntimeFactory;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;

/** Starts the runtime through the application's beans, for the session listener, which is not a bean. */
public final class CdiRuntimeFactory implements RuntimeFactory {

    @Override
    public CircleAuthRuntime start(ServletContext context) {
        RequiredApis.check(context.getContextPath());
        Instance<CircleAuthBeans> beans = CDI.current().select(CircleAuthBeans.class);
        if (beans.isUnsatisfied()) {
            throw new IllegalStateException("circle-auth can't start for " + context.getContextPath()
                    + ": its beans are not the application's, as when its jar is in a folder of the server's."
                    + SharedLibrary.CURE);
        }
        return beans.get().start(context);
    }
}
