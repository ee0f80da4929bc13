package io.github.circleauth.servers.app;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Has everything logged that anything in the server can say, from before the library starts, and writes each record as one
 * line into the file that the test's configuration names: the logger, and all that the record holds.
 */
public final class Listening implements ServletContainerInitializer {

    /** Where to. */
    public static final String FILE = "canary.listen";

    /** Whether HttpClient's wire log is on. */
    public static final String WIRE_LOG = "canary.wire-log";

    private static final Logger EVERYTHING = Logger.getLogger("");

    /** HttpClient's, and those of the clients under WildFly's JAX-RS and under Payara's. */
    private static final List<Logger> WIRE = List.of(
            Logger.getLogger("org.apache.hc.client5.http"),
            Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection"),
            Logger.getLogger("org.apache.http.headers"),
            Logger.getLogger("org.apache.http.wire"));

    @Override
    public void onStartup(Set<Class<?>> none, ServletContext context) {
        Config config = ConfigProvider.getConfig();
        Handler lines = new Lines(Path.of(config.getValue(FILE, String.class)));
        lines.setLevel(Level.ALL);
        Level before = EVERYTHING.getLevel();
        EVERYTHING.setLevel(Level.ALL);
        Level wire = config.getValue(WIRE_LOG, Boolean.class) ? Level.ALL : Level.INFO;
        WIRE.forEach(logger -> logger.setLevel(wire));
        EVERYTHING.addHandler(lines);
        context.addListener(new ServletContextListener() {
            @Override
            public void contextDestroyed(ServletContextEvent event) {
                EVERYTHING.removeHandler(lines);
                EVERYTHING.setLevel(before);
                WIRE.forEach(logger -> logger.setLevel(null));
                lines.close();
            }
        });
    }

    private static final class Lines extends Handler {

        private final SimpleFormatter formatter = new SimpleFormatter();
        private final Writer file;

        Lines(Path to) {
            try {
                file = Files.newBufferedWriter(to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public synchronized void publish(LogRecord record) {
            StringWriter text = new StringWriter();
            PrintWriter out = new PrintWriter(text);
            out.print(record.getLoggerName() + "|" + record.getLevel() + "|"
                    + Thread.currentThread().getName() + "|" + record.getMessage() + "|"
                    + formatter.formatMessage(record));
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(out);
            }
            try {
                file.write(text.toString().replace("\n", " ") + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public synchronized void flush() {}

        @Override
        public synchronized void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
