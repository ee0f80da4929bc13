package io.github.circleauth.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * What the command line says.
 *
 * @param port where to listen
 * @param help whether only the options are to be shown
 * @param circle the circle to serve
 */
record Options(int port, boolean help, Circle.Builder circle) {

    static final int USUAL_PORT = 9720;

    static final String HELP = """
            A stand-in for Circle (circle.so), on this machine only.

              --port N                where to listen; 0 takes a free port (%d)
              --api-token TEXT        the app token that clients must send (sandbox-app-token)
              --people FILE           the members, as JSON; without it there are four
              --access-token-life P   how long an access token lives, as ISO-8601 (PT1H)
              --help                  this text

            The console is at /, the control face under /_sandbox/. A people file looks like this:

            %s""".formatted(USUAL_PORT, PeopleFile.SAMPLE);

    /** Reads a command line; an {@link IllegalArgumentException} says in a sentence what is wrong with it. */
    static Options of(List<String> arguments) {
        Options options = new Options(USUAL_PORT, false, Circle.builder());
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (name.equals("--help")) {
                return new Options(options.port, true, options.circle);
            }
            if (!List.of("--port", "--api-token", "--people", "--access-token-life")
                    .contains(name)) {
                throw new IllegalArgumentException("There is no option '" + name + "'; --help shows those there are.");
            }
            if (++i == arguments.size()) {
                throw new IllegalArgumentException("The option " + name + " needs a value; --help shows which.");
            }
            options = options.with(name, arguments.get(i));
        }
        return options;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--port" -> new Options(port(value), help, circle);
            case "--api-token" -> new Options(port, help, circle.apiToken(token(value)));
            case "--people" -> new Options(port, help, circle.people(PeopleFile.read(Path.of(value))));
            default -> new Options(port, help, circle.accessTokenLife(life(value)));
        };
    }

    private static int port(String value) {
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65_535) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException("--port must be a number from 0 to 65535, not '" + value + "'.");
    }

    private static String token(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("--api-token must not be empty.");
        }
        return value;
    }

    private static Duration life(String value) {
        try {
            Duration life = Duration.parse(value);
            if (!life.isNegative() && !life.isZero()) {
                return life;
            }
        } catch (DateTimeParseException e) {
            // Told below, with the zero and negative ones.
        }
        throw new IllegalArgumentException(
                "--access-token-life must be a positive ISO-8601 duration such as PT1H, not '" + value + "'.");
    }
}
