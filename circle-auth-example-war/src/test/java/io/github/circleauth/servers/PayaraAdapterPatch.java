package io.github.circleauth.servers;

import java.lang.reflect.Field;
import java.util.List;
import org.jboss.arquillian.container.spi.event.container.AfterStop;
import org.jboss.arquillian.core.api.annotation.Observes;

/**
 * Lets Payara's adapter (3.0.alpha7) stop the server more than once: it adds the domain's name to the arguments of {@code
 * stop-domain} each time, and keeps them.
 */
public final class PayaraAdapterPatch {

    private static final String CONTROL = "fish.payara.arquillian.container.payara.managed.PayaraServerControl";

    void forgetArguments(@Observes AfterStop event) throws ReflectiveOperationException {
        ClassLoader adapter = event.getDeployableContainer().getClass().getClassLoader();
        if (event.getDeployableContainer().getClass().getName().startsWith("fish.payara.")) {
            Field arguments = adapter.loadClass(CONTROL).getDeclaredField("NO_ARGS");
            arguments.setAccessible(true);
            ((List<?>) arguments.get(null)).clear();
        }
    }
}
