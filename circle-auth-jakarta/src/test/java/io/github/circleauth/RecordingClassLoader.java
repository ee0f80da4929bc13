package io.github.circleauth;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A class loader that records lookups of services. It is the calling thread's context class loader until it is closed. */
public final class RecordingClassLoader extends ClassLoader implements AutoCloseable {

    private static final String SERVICES = "META-INF/services/";

    private final List<String> services = new CopyOnWriteArrayList<>();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    public RecordingClassLoader() {
        super(RecordingClassLoader.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(this);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (name.startsWith(SERVICES)) {
            services.add(name.substring(SERVICES.length()));
        }
        return super.getResources(name);
    }

    /** Returns the services that were looked up since the last call. */
    public List<String> lookups() {
        List<String> lookups = List.copyOf(services);
        services.clear();
        return lookups;
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
    }
}
