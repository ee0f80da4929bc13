package io.github.circleauth.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;

/** A Payara domain of a cluster. The build creates it; see {@code src/payara/payara.xml}. */
final class PayaraNode implements Node {

    private static final Path HOME = Path.of(System.getProperty("it.payara"), "glassfish");
    private static final Path WORK = Path.of(System.getProperty("it.work"));
    private static final int HTTP = 8080;
    private static final int ADMIN = 4848;

    private final String domain;
    private final int portOffset;
    private @Nullable ProcessHandle process;

    PayaraNode(String domain, int portOffset) {
        this.domain = domain;
        this.portOffset = portOffset;
    }

    /** Starts the domain, and returns when it runs. */
    void start() throws IOException, InterruptedException {
        asadmin("start-domain", domain);
        Path pid = HOME.resolve("domains/" + domain + "/config/pid");
        process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /** Deploys an application whose sessions are replicated. */
    void deploy(WebArchive war) throws IOException, InterruptedException {
        File file = WORK.resolve(domain + "-" + war.getName()).toFile();
        war.as(ZipExporter.class).exportTo(file, true);
        String name = war.getName().replace(".war", "");
        asadmin(
                "deploy",
                "--force=true",
                "--availabilityenabled=true",
                "--name=" + name,
                "--contextroot=" + name,
                file.getPath());
    }

    private void asadmin(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                HOME.resolve("lib/client/appserver-cli.jar").toString(),
                "--host=127.0.0.1",
                "--port=" + (ADMIN + portOffset)));
        all.addAll(List.of(command));
        File output = WORK.resolve("asadmin-" + domain + ".log").toFile();
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        if (process.waitFor() != 0) {
            throw new AssertionError(all + "\n" + Files.readString(output.toPath()));
        }
    }

    @Override
    public String site(String application) {
        return "http://127.0.0.1:" + (HTTP + portOffset) + "/" + application;
    }

    @Override
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Override
    public String toString() {
        return domain;
    }
}
