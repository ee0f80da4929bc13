package io.github.circleauth.cdi;

import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.RuntimeFactory;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;

/** Starts the runtime through the application's beans, for the session listener, which is not a bean. */
public final class CdiRuntimeFactory implements RuntimeFactory {

    @Override
    public CircleAuthRuntime start(ServletContext context) {
        return CDI.current().select(CircleAuthBeans.class).get().start(context);
    }
}
