package io.github.circleauth.http;

import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** HttpClient's own loggers that write headers and bodies as they are: with the app token and members' tokens. */
final class TellingLoggers {

    private static final System.Logger LOG = System.getLogger(TellingLoggers.class.getName());
    private static final List<String> NAMES =
            List.of("org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.wire");

    private TellingLoggers() {}

    /** Warns once, if any of them is on. They can't be silenced from here, since the server's configuration has them. */
    static void warn() {
        String on = NAMES.stream()
                .filter(name -> LoggerFactory.getLogger(name).isDebugEnabled())
                .collect(Collectors.joining(", "));
        if (!on.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "HttpClient logs at DEBUG ({0}): it writes the app token and members'' tokens to the log. Set it to"
                            + " INFO.",
                    on);
        }
    }
}
