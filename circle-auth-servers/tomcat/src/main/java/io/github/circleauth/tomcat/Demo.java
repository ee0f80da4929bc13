package io.github.circleauth.tomcat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.catalina.LifecycleException;

/** Runs the example until Ctrl-C. */
final class Demo {

    private Demo() {}

    /** Arguments: a folder for Tomcat's files, the folder with the jars that it lacks, the port, the context path, and the WAR. */
    public static void main(String[] args) throws IOException, LifecycleException {
        EmbeddedTomcat tomcat = new EmbeddedTomcat(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
        tomcat.deploy(args[3], Path.of(args[4]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                tomcat.close();
            } catch (LifecycleException alreadyStopping) {
                // The JVM exits anyway.
            }
        }));
        tomcat.await();
    }
}
