package io.github.circleauth;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Records the log lines of one class of the library, or of all, until it is closed. */
public final class Logged extends Handler implements AutoCloseable {

    private static final Formatter FORMATTER = new SimpleFormatter();

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger logger;

    private Logged(String name) {
        this.logger = Logger.getLogger(name);
        logger.addHandler(this);
    }

    public static Logged by(Class<?> type) {
        return new Logged(type.getName());
    }

    public static Logged byAll() {
        return new Logged("io.github.circleauth");
    }

    /** Returns the messages of a level, the oldest first. */
    public List<String> at(Level level) {
        return records.stream()
                .filter(line -> line.getLevel().equals(level))
                .map(FORMATTER::formatMessage)
                .toList();
    }

    public List<String> warnings() {
        return at(Level.WARNING);
    }

    public List<String> alarms() {
        return at(Level.SEVERE);
    }

    @Override
    public void publish(LogRecord line) {
        records.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
