package io.github.circleauth.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** The people who may sign in, by e-mail address, with their passwords. A real site has a database with hashed passwords. */
final class People {

    /** The key in the configuration; as an environment variable, EXAMPLE_PEOPLE. */
    static final String KEY = "example.people";

    /** Everybody knows their passwords, so they may sign in only where they are invented too: in the sandbox. */
    private static final List<String> OF_THE_SANDBOX =
            List.of("ada@example.com:ada", "grace@example.com:grace", "linus@example.com:linus");

    /** The key of the addresses of those who may see the diagnostics page; as an environment variable, EXAMPLE_OPERATORS. */
    static final String OPERATORS_KEY = "example.operators";

    /** The role of the operators, as in {@code web.xml}. */
    static final String OPERATOR = "operator";

    private static final Set<String> OPERATORS_OF_THE_SANDBOX = Set.of("ada@example.com");

    private final Map<String, String> passwords;
    private final Set<String> operators;
    private final boolean fromSandbox;

    private People(Map<String, String> passwords, Set<String> operators, boolean fromSandbox) {
        this.passwords = passwords;
        this.operators = operators;
        this.fromSandbox = fromSandbox;
    }

    /**
     * Reads the configured people. Without any, they are the sandbox's if it is on, and nobody otherwise.
     *
     * @throws IllegalStateException if an entry is malformed; the message has its number, and repeats none of it
     */
    static People read(Config config, boolean sandboxIsOn) {
        return of(values(config, KEY), values(config, OPERATORS_KEY), sandboxIsOn);
    }

    private static List<String> values(Config config, String key) {
        return config.getOptionalValues(key, String.class).orElse(List.of());
    }

    static People of(List<String> configured, List<String> operators, boolean sandboxIsOn) {
        return configured.isEmpty() && sandboxIsOn
                ? new People(parse(OF_THE_SANDBOX), OPERATORS_OF_THE_SANDBOX, true)
                : new People(
                        parse(configured), operators.stream().map(String::strip).collect(Collectors.toSet()), false);
    }

    private static Map<String, String> parse(List<String> entries) {
        Map<String, String> people = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i).strip();
            int colon = entry.indexOf(':');
            if (colon < 1
                    || colon == entry.length() - 1
                    || !entry.substring(0, colon).contains("@")) {
                throw new IllegalStateException("The example can't start: entry " + (i + 1) + " of " + KEY
                        + " (EXAMPLE_PEOPLE) is not address:password. Separate the entries by commas, and write \\, for a"
                        + " comma in a password.");
            }
            people.put(entry.substring(0, colon).strip(), entry.substring(colon + 1));
        }
        return people;
    }

    /** Returns whether these are the sandbox's people, whose passwords may be shown. */
    boolean areFromSandbox() {
        return fromSandbox;
    }

    boolean isEmpty() {
        return passwords.isEmpty();
    }

    /** Returns the roles of a person. */
    Set<String> rolesOf(String address) {
        return operators.contains(address) ? Set.of(OPERATOR) : Set.of();
    }

    boolean isPassword(String address, String entered) {
        String password = passwords.get(address);
        return password != null && MessageDigest.isEqual(password.getBytes(UTF_8), entered.getBytes(UTF_8));
    }
}
