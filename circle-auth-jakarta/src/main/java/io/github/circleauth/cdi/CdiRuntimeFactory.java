package io.github.circleauth.cdi;

import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.RuntimeFactory;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;

/** The way from the session listener, which the container makes, to the beans of the application that it belongs to. */
public final class CdiRuntimeFactory implements RuntimeFactory {

    @Override
    public CircleAuthRuntime start(ServletContext context) {
        return CDI.current().select(CircleAuthBeans.class).get().start(context);
    }
}
