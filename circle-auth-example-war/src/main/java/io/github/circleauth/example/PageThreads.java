package io.github.circleauth.example;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Runs the Member API requests of a page: in parallel, on the server's threads, or one after the other where it gives none. */
@ApplicationScoped
public class PageThreads implements Executor {

    private final Executor executor = serversThreads();

    @SuppressWarnings("BanJNDI") // The name is a constant.
    private static Executor serversThreads() {
        try {
            return InitialContext.doLookup("java:comp/DefaultManagedExecutorService");
        } catch (NamingException noJakartaConcurrency) {
            // As in Tomcat.
            return Runnable::run;
        }
    }

    @Override
    public void execute(Runnable read) {
        executor.execute(read);
    }
}
