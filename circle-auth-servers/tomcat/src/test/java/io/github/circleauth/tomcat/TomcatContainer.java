package io.github.circleauth.tomcat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ExplodedExporter;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jboss.shrinkwrap.descriptor.api.Descriptor;

/** Arquillian's adapter of {@link ControlledTomcat}, in a JVM of its own. */
public final class TomcatContainer implements DeployableContainer<TomcatConfiguration> {

    private static final long STOP_SECONDS = 60;

    private TomcatConfiguration configuration;
    private Process server;
    private PrintStream commands;
    private BufferedReader replies;
    private int deployments;

    @Override
    public Class<TomcatConfiguration> getConfigurationClass() {
        return TomcatConfiguration.class;
    }

    @Override
    public void setup(TomcatConfiguration read) {
        configuration = read;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Servlet 6.0");
    }

    @Override
    public void start() throws LifecycleException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getenv("JAVA_HOME"), "bin", "java").toString());
        command.addAll(List.of(configuration.getJavaVmArguments().split(" ")));
        command.addAll(List.of("-cp", Path.of(configuration.getHome(), "lib") + File.separator + "*"));
        command.add(ControlledTomcat.class.getName());
        command.addAll(List.of(
                work().toString(),
                Path.of(configuration.getHome(), "parts").toString(),
                configuration.getHttpPort(),
                configuration.getPassword()));
        try {
            Files.createDirectories(work());
            server = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(new File(configuration.getLog())))
                    .start();
        } catch (IOException failed) {
            throw new LifecycleException("Tomcat does not start.", failed);
        }
        commands = new PrintStream(server.getOutputStream(), true, UTF_8);
        replies = server.inputReader(UTF_8);
        String reply = reply();
        if (!reply.equals(ControlledTomcat.DONE)) {
            throw new LifecycleException(reply);
        }
    }

    private Path work() {
        return Path.of(configuration.getHome(), "work");
    }

    private String reply() {
        try {
            return String.valueOf(replies.readLine());
        } catch (IOException failed) {
            return failed.toString();
        }
    }

    @Override
    public void stop() throws LifecycleException {
        commands.println("stop");
        try {
            if (!server.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                server.destroyForcibly();
                throw new LifecycleException("Tomcat does not stop.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            server.destroyForcibly();
        }
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        String name = archive.getName().replaceFirst("\\.war$", "");
        // A folder of its own, since Tomcat may still be reading that of an earlier deployment.
        File folder = work().resolve("deployments").toFile();
        boolean unused = folder.mkdirs();
        File exploded =
                withJarsAsFiles(archive).as(ExplodedExporter.class).exportExploded(folder, name + "-" + ++deployments);
        send("deploy /" + name + " " + exploded);
        return new ProtocolMetaData();
    }

    /** The exporter makes folders of jars that are archives of ShrinkWrap. */
    private static Archive<?> withJarsAsFiles(Archive<?> archive) {
        return ShrinkWrap.create(ZipImporter.class)
                .importFrom(archive.as(ZipExporter.class).exportAsInputStream())
                .as(WebArchive.class);
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        send("undeploy /" + archive.getName().replaceFirst("\\.war$", ""));
    }

    private void send(String command) throws DeploymentException {
        commands.println(command);
        String reply = reply();
        if (!reply.equals(ControlledTomcat.DONE)) {
            throw new DeploymentException(reply);
        }
    }

    @Override
    public void deploy(Descriptor descriptor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void undeploy(Descriptor descriptor) {
        throw new UnsupportedOperationException();
    }
}
