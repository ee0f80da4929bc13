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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Enables all loggers of the server at the finest level before the library starts, and writes each log record as one line into
 * the file that the test's configuration names.
 */
public final class LogRecorder implements ServletContainerInitializer {

    /** The configuration key of the file. */
    public static final String FILE = "log-recorder.file";

    /** The configuration key that enables HttpClient's wire log. */
    public static final String WIRE_LOG = "log-recorder.wire-log";

    private static final Logger ROOT = Logger.getLogger("");

    /** The wire loggers of HttpClient, and of the HTTP clients that WildFly's and Payara's JAX-RS use. */
    private static final List<Logger> WIRE_LOGGERS = List.of(
            Logger.getLogger("org.apache.hc.client5.http"),
            Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection"),
            Logger.getLogger("org.apache.http.headers"),
            Logger.getLogger("org.apache.http.wire"));

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        Config config = ConfigProvider.getConfig();
        Handler lineWriter = new LineWriter(Path.of(config.getValue(FILE, String.class)));
        lineWriter.setLevel(Level.ALL);
        Level before = ROOT.getLevel();
        ROOT.setLevel(Level.ALL);
        Level wireLevel = config.getValue(WIRE_LOG, Boolean.class) ? Level.ALL : Level.INFO;
        WIRE_LOGGERS.forEach(logger -> logger.setLevel(wireLevel));
        Map<Handler, Level> quieted = quiet(ROOT.getHandlers());
        ROOT.addHandler(lineWriter);
        context.addListener(new ServletContextListener() {
            @Override
            public void contextDestroyed(ServletContextEvent event) {
                ROOT.removeHandler(lineWriter);
                quieted.forEach(Handler::setLevel);
                ROOT.setLevel(before);
                WIRE_LOGGERS.forEach(logger -> logger.setLevel(null));
                lineWriter.close();
            }
        });
    }

    /**
     * Keeps the finer records from the server's own handlers. The one for Payara's console formats in its lock, where a
     * parameter's {@code toString} may wait for a thread that waits for that lock. Returns their former levels.
     */
    private static Map<Handler, Level> quiet(Handler... handlers) {
        Map<Handler, Level> levels = new HashMap<>();
        for (Handler handler : handlers) {
            if (handler.getLevel().intValue() < Level.INFO.intValue()) {
                levels.put(handler, handler.getLevel());
                handler.setLevel(Level.INFO);
            }
        }
        return levels;
    }

    private static final class LineWriter extends Handler {

        private final SimpleFormatter formatter = new SimpleFormatter();
        private final Writer file;

        LineWriter(Path path) {
            try {
                file = Files.newBufferedWriter(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Formats without a lock, since the parameters' {@code toString} may wait for locks of the server. */
        @Override
        public void publish(LogRecord record) {
            String line = line(record);
            synchronized (this) {
                try {
                    file.write(line);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        private String line(LogRecord record) {
            StringWriter text = new StringWriter();
            PrintWriter out = new PrintWriter(text);
            out.print(record.getLoggerName() + "|" + record.getLevel() + "|"
                    + Thread.currentThread().getName() + "|" + record.getMessage() + "|"
                    + formatter.formatMessage(record));
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(out);
            }
            return text.toString().replace("\n", " ") + "\n";
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
