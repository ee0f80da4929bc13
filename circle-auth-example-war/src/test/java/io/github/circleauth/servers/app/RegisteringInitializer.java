package io.github.circleauth.servers.app;

import io.github.circleauth.servlet.CircleAuthFilter;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;

/** Switches the library on with a method call. */
public final class RegisteringInitializer implements ServletContainerInitializer {

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        CircleAuthFilter.register(context, "/*");
    }
}
