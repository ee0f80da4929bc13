package io.github.circleauth.servers;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** A WildFly of a cluster, in a process of its own, which can be restarted. */
final class WildFlyNode implements Node {

    private static final Path HOME = Path.of(System.getProperty("it.wildfly"));
    private static final Path WORK = Path.of(System.getProperty("it.work"));
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int HTTP = 8080;
    private static final int JGROUPS = 7600;
    private static final String MEMBERS = "127.0.0.1[%d],127.0.0.1[%d]";

    /** WildFly counts each session from another node as a failed sign-in, and would lock its user out. */
    private static final String NO_LOCK_OUT = "-Dwildfly.elytron.realm.ApplicationRealm.brute-force.enabled=false";

    static final WildFlyNode ONE = new WildFlyNode("one", 12_000);
    static final WildFlyNode TWO = new WildFlyNode("two", 13_000);

    private final String name;
    private final int portOffset;
    private final Path base;
    private Process process;

    private WildFlyNode(String name, int portOffset) {
        this.name = name;
        this.portOffset = portOffset;
        this.base = WORK.resolve("node-" + name);
    }

    /** Creates the node's directory anew, with these applications and this JDBC driver. */
    void create(List<WebArchive> wars, Path driver) throws IOException {
        delete(base.toFile());
        Path deployments = Files.createDirectories(base.resolve("deployments"));
        Files.copy(driver, deployments.resolve("postgresql.jar"));
        wars.forEach(war -> war.as(ZipExporter.class)
                .exportTo(deployments.resolve(war.getName()).toFile()));
        Path configuration = Files.createDirectory(base.resolve("configuration"));
        for (File file : HOME.resolve("standalone/configuration").toFile().listFiles(File::isFile)) {
            Files.copy(file.toPath(), configuration.resolve(file.getName()));
        }
    }

    private static void delete(File file) throws IOException {
        File[] children = file.listFiles();
        for (File child : children == null ? new File[0] : children) {
            delete(child);
        }
        Files.deleteIfExists(file.toPath());
    }

    /** Starts the process without waiting; see {@link #awaitStarted}. */
    void start(Map<String, String> properties) throws IOException {
        StandaloneCommandBuilder command = StandaloneCommandBuilder.of(HOME)
                .setBaseDirectory(base)
                .addJavaOptions(
                        "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.net.preferIPv4Stack=true")
                .addServerArguments(
                        "-Djboss.node.name=" + name,
                        NO_LOCK_OUT,
                        "-Djboss.socket.binding.port-offset=" + portOffset,
                        "-Dcluster.members=" + MEMBERS.formatted(JGROUPS + ONE.portOffset, JGROUPS + TWO.portOffset));
        properties.forEach((key, value) -> command.addServerArgument("-D" + key + "=" + value));
        Process newProcess = new ProcessBuilder(command.build())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(newProcess::destroyForcibly));
        process = newProcess;
    }

    private Path output() {
        return WORK.resolve("node-" + name + ".log");
    }

    /** Waits until the server and its applications have started. */
    void awaitStarted() {
        await(name).atMost(TIMEOUT).until(() -> {
            String log = log();
            // WFLYSRV0026: started with errors
            if (!process.isAlive() || log.contains("WFLYSRV0026")) {
                throw new AssertionError("Node " + name + " did not start:\n" + log);
            }
            // WFLYSRV0025: started
            return log.contains("WFLYSRV0025");
        });
    }

    /** Returns the output of the process. */
    String log() {
        try {
            return Files.readString(output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String site(String application) {
        return "http://127.0.0.1:" + (HTTP + portOffset) + "/" + application;
    }

    /** Returns the directory of the session store. */
    Path sessionStore() {
        return base.resolve("data/infinispan");
    }

    @Override
    public void kill() {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
