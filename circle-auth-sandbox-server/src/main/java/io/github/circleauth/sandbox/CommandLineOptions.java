package io.github.circleauth.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;

/**
 * The options of the command line.
 *
 * @param address the address to listen on
 * @param port the port to listen on
 * @param help whether only the help text is requested
 * @param circle the circle to serve
 */
record CommandLineOptions(ListenAddress address, int port, boolean help, Circle.Builder circle) {

    static final int DEFAULT_PORT = 9720;

    private static final Set<String> OPTIONS = Set.of(
            "--port", "--address", "--api-token", "--people", "--openapi", "--access-token-life", "--allowed-origin");

    static final String HELP = """
            A stand-in for Circle (circle.so).

              --port N                the port to listen on; 0 takes a free port (%d)
              --address HOST          the host name or IP address to listen on; 0.0.0.0 is all of this
                                      machine's (127.0.0.1, which other machines can't reach)
              --api-token TEXT        the app token that clients must send (sandbox-app-token)
              --people FILE           the members, as JSON (four sample members)
              --openapi FILE          Circle's OpenAPI document: endpoints that the sandbox does not have
                                      respond with its examples (can be given more than once)
              --access-token-life P   the life of an access token, as ISO-8601 (PT1H)
              --allowed-origin ORIGIN a domain of the community, such as https://www.example.com, whose pages
                                      may open the real-time channel (any; can be given more than once)
              --help                  shows this text

            Parentheses show the defaults. The console is at /, the control API under /_sandbox/.
            A people file looks like this:

            %s""".formatted(DEFAULT_PORT, PeopleFile.SAMPLE);

    /**
     * Parses a command line.
     *
     * @throws IllegalArgumentException if it is invalid; the message is one sentence
     */
    static CommandLineOptions parse(List<String> arguments) {
        CommandLineOptions options =
                new CommandLineOptions(ListenAddress.LOOPBACK, DEFAULT_PORT, false, Circle.builder());
        for (int i = 0; i < arguments.size(); i++) {
            String[] nameAndValue = arguments.get(i).split("=", 2);
            String name = nameAndValue[0];
            if (name.equals("--help")) {
                return new CommandLineOptions(options.address, options.port, true, options.circle);
            }
            checkName(name, i + 1);
            if (nameAndValue.length == 1 && ++i == arguments.size()) {
                throw new IllegalArgumentException("The option " + name + " needs a value; see --help.");
            }
            options = options.with(name, nameAndValue.length == 1 ? arguments.get(i) : nameAndValue[1]);
        }
        return options;
    }

    /** Refuses an unknown option. An argument that is none may be the app token, so it is not repeated. */
    private static void checkName(String name, int position) {
        if (!name.matches("--[a-z-]{1,30}")) {
            throw new IllegalArgumentException("Argument " + position + " is no option; --help lists all options.");
        }
        if (!OPTIONS.contains(name)) {
            throw new IllegalArgumentException("There is no option '" + name + "'; --help lists all options.");
        }
    }

    private CommandLineOptions with(String name, String value) {
        return switch (name) {
            case "--port" -> new CommandLineOptions(address, port(value), help, circle);
            case "--address" -> new CommandLineOptions(ListenAddress.of(value), port, help, circle);
            case "--api-token" -> with(circle.apiToken(token(value)));
            case "--people" -> with(circle.people(PeopleFile.read(Path.of(value))));
            case "--openapi" -> with(circle.documentation(documented(value)));
            case "--allowed-origin" -> with(circle.allowedOrigin(origin(value)));
            default -> with(circle.accessTokenLife(life(value)));
        };
    }

    private CommandLineOptions with(Circle.Builder changed) {
        return new CommandLineOptions(address, port, help, changed);
    }

    private static int port(String value) {
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65_535) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException("--port must be a number from 0 to 65535, not '" + value + "'.");
    }

    private static List<DocumentedApi.Endpoint> documented(String file) {
        try {
            return OpenApiDocument.endpoints(file, OpenApiFile.read(Path.of(file)));
        } catch (NoClassDefFoundError noParser) {
            throw new IllegalArgumentException("--openapi works with the standalone jar only.", noParser);
        }
    }

    private static String token(String value) {
        if (!value.matches("[A-Za-z0-9._~+/-]+=*")) {
            throw new IllegalArgumentException(
                    "--api-token must not be empty, and consists of letters, digits and -._~+/ alone.");
        }
        return value;
    }

    private static String origin(String value) {
        if (!value.matches("https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:.]+](:[0-9]{1,5})?")) {
            throw new IllegalArgumentException("--allowed-origin must be an origin as browsers send it, such as"
                    + " https://www.example.com, without a path, not '" + value + "'.");
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
            // Rejected below, as zero and negative durations are.
        }
        throw new IllegalArgumentException(
                "--access-token-life must be a positive ISO-8601 duration such as PT1H, not '" + value + "'.");
    }
}
