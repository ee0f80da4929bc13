package io.github.circleauth.http;

import java.util.List;
import org.slf4j.LoggerFactory;

/** HttpClient's own loggers that write headers and bodies as they are: with the app token and members' tokens. */
final class TellingLoggers {

    private static final System.Logger LOG = System.getLogger(TellingLoggers.class.getName());
    private static final List<String> NAMES =
            List.of("org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.wire");

    private TellingLoggers() {}

    /** Warns of each that is on. They can't be silenced from here, since the server's configuration has them. */
    static void warn() {
        for (String name : NAMES) {
            if (LoggerFactory.getLogger(name).isDebugEnabled()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The logger {0} is at DEBUG: it writes the app token and members'' tokens to the log. Set it to"
                                + " INFO.",
                        name);
            }
        }
    }
}
