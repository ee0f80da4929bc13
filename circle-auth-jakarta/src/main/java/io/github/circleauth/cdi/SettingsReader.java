package io.github.circleauth.cdi;

import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.seal.Seal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/**
 * Reads the keys one by one, collects the faults, and reports all of them at once, so that an operator corrects the
 * configuration in one go.
 */
final class SettingsReader {

    private static final Logger LOG = System.getLogger(Settings.class.getName());

    /** The app token after a fault in its key, so that the other keys are read too. It is never used. */
    private static final Secret PLACEHOLDER = Secret.of("none");

    /** The longest duration of every key; the client accepts no longer one. */
    private static final Duration MAX = Duration.ofDays(1);

    /** A value that messages may repeat. App tokens and keys are longer. */
    private static final Pattern PLAIN_VALUE = Pattern.compile("[A-Za-z0-9 .:_+-]{1,20}");

    /** A JNDI name that messages may repeat: a name and a path. The URL of a database may contain a password. */
    private static final Pattern JNDI_NAME =
            Pattern.compile("(?:java:)?[A-Za-z0-9_]{0,20}(?:/[A-Za-z_][A-Za-z0-9_.$-]{0,40}){1,5}");

    private final Config config;

    /** The faults, by key, in the order of the documentation. */
    private final Map<ConfigKey, String> faults = new EnumMap<>(ConfigKey.class);

    SettingsReader(Config config) {
        this.config = config;
    }

    /**
     * Warns of unknown keys and reports the faults.
     *
     * @throws IllegalStateException if a key is wrong
     */
    void finish() {
        warnOfUnknownKeys();
        if (!faults.isEmpty()) {
            throw new IllegalStateException("circle-auth can't start: "
                    + (faults.size() == 1
                            ? "a configuration key is wrong."
                            : faults.size() + " configuration keys are wrong.")
                    + "\n  " + String.join("\n  ", faults.values()));
        }
    }

    private void warnOfUnknownKeys() {
        for (String name : unknownKeys()) {
            LOG.log(Level.WARNING, "CIRCLE-0001: circle-auth has no configuration key {0}; is it misspelt?", name);
        }
    }

    /** Returns the keys that the library doesn't have. */
    List<String> unknownKeys() {
        List<String> known =
                Arrays.stream(ConfigKey.values()).map(ConfigKey::key).toList();
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(ConfigKey.PREFIX) && !known.contains(name))
                .filter(name -> !isEnvironmentVariable(name))
                .toList();
    }

    /** Returns whether a server derived the name from an environment variable, whose hyphens and dots it can't tell apart. */
    private boolean isEnvironmentVariable(String dotted) {
        return Arrays.stream(ConfigKey.values())
                .filter(key -> key.key().replace('-', '.').equals(dotted))
                .anyMatch(key -> config.getOptionalValue(key.environmentVariable(), String.class)
                        .isPresent());
    }

    void addFault(ConfigKey key, String fault) {
        faults.put(
                key,
                key.key() + " " + fault + " Set it in META-INF/microprofile-config.properties, as a system property, "
                        + "or as the environment variable " + key.environmentVariable() + ".");
    }

    /** Returns {@code is "value"}, without the value unless it is short and plain: it may be a secret in the wrong place. */
    String is(String value) {
        boolean plain = PLAIN_VALUE.matcher(value).matches()
                && !text(ConfigKey.API_TOKEN).equals(Optional.of(value));
        return plain ? "is \"" + value + "\"" : "has a value that is not repeated here, since it may be a secret";
    }

    private String isJndi(String name) {
        return JNDI_NAME.matcher(name).matches() ? "is \"" + name + "\"" : is(name);
    }

    Optional<String> text(ConfigKey key) {
        try {
            return config.getOptionalValue(key.key(), String.class)
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .or(key::defaultValue);
        } catch (NoSuchElementException | IllegalArgumentException unresolved) {
            addFault(key, "refers to a value that isn't there.");
            return key.defaultValue();
        }
    }

    Secret appToken() {
        Optional<String> token = text(ConfigKey.API_TOKEN);
        if (token.isEmpty()) {
            addFault(
                    ConfigKey.API_TOKEN,
                    "is missing. It is the app token of type \"Headless Auth\" that a Circle admin makes under"
                            + " Developers > Tokens.");
        } else if (!isAppToken(token.get())) {
            addFault(
                    ConfigKey.API_TOKEN,
                    "is not an app token, which consists of letters, digits and -._~+/ alone. Was a placeholder left in its"
                            + " place?");
        } else {
            return Secret.of(token.get());
        }
        return PLACEHOLDER;
    }

    /** Returns the app token of a configuration. Ignores a malformed one. */
    static Optional<Secret> appToken(Config config) {
        return config.getOptionalValue(ConfigKey.API_TOKEN.key(), String.class)
                .map(String::strip)
                .filter(SettingsReader::isAppToken)
                .map(Secret::of);
    }

    private static boolean isAppToken(String token) {
        try {
            // The builder checks it.
            CircleHttp.builder().apiToken(Secret.of(token));
            return true;
        } catch (IllegalArgumentException unusable) {
            return false;
        }
    }

    Optional<Settings.Database> database() {
        boolean durable = choice(ConfigKey.LEDGER, List.of("memory", "jdbc")).equals("jdbc");
        boolean createTable =
                choice(ConfigKey.LEDGER_CREATE_TABLE, List.of("true", "false")).equals("true");
        Optional<String> name = text(ConfigKey.LEDGER_DATA_SOURCE);
        Optional<DataSource> source = name.flatMap(this::dataSource);
        if (durable && name.isEmpty()) {
            addFault(
                    ConfigKey.LEDGER_DATA_SOURCE,
                    "is missing. circle.auth.ledger=jdbc needs the JNDI name of a data source of the server's.");
        }
        if (durable && text(ConfigKey.SEAL_KEYS).isEmpty()) {
            addFault(
                    ConfigKey.SEAL_KEYS,
                    "is missing. circle.auth.ledger=jdbc seals the tokens in the database with it, since the app token may"
                            + " change. \"openssl rand -base64 32\" makes one.");
        }
        return source.filter(found -> durable).map(found -> new Settings.Database(found, createTable));
    }

    @SuppressWarnings("BanJNDI") // The name is the operator's, and comes from no request.
    private Optional<DataSource> dataSource(String name) {
        try {
            if (InitialContext.doLookup(name) instanceof DataSource found) {
                return Optional.of(found);
            }
            addFault(ConfigKey.LEDGER_DATA_SOURCE, isJndi(name) + ", which is not a data source.");
        } catch (NamingException unknown) {
            addFault(ConfigKey.LEDGER_DATA_SOURCE, isJndi(name) + ", which the server doesn't know in JNDI.");
        }
        return Optional.empty();
    }

    Seal seal(Secret apiToken) {
        Optional<String> keys = text(ConfigKey.SEAL_KEYS);
        if (keys.isEmpty()) {
            return Seal.derivedFrom(apiToken);
        }
        try {
            return Seal.of(Arrays.stream(keys.get().split(",", -1))
                    .map(String::strip)
                    .filter(key -> !key.isEmpty())
                    .map(Secret::of)
                    .toList());
        } catch (IllegalArgumentException bad) {
            addFault(
                    ConfigKey.SEAL_KEYS,
                    "must be 256-bit keys in Base64, separated by commas. " + bad.getMessage()
                            + " \"openssl rand -base64 32\" makes one.");
            return Seal.derivedFrom(apiToken);
        }
    }

    String choice(ConfigKey key, List<String> choices) {
        String value = text(key).orElseThrow();
        if (!choices.contains(value)) {
            addFault(key, is(value) + "; it must be " + String.join(" or ", choices) + ".");
            return key.defaultValue().orElseThrow();
        }
        return value;
    }

    int count(ConfigKey key, int max) {
        String value = text(key).orElseThrow();
        try {
            int count = Integer.parseInt(value);
            if (count > 0 && count <= max) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the same fault as a value out of range.
        }
        addFault(key, is(value) + "; it must be a whole number from 1 to " + max + ".");
        return Integer.parseInt(key.defaultValue().orElseThrow());
    }

    Duration duration(ConfigKey key) {
        return duration(key, Duration.ofMillis(1), MAX, "longer than zero and of a day at most");
    }

    Duration durationOrZero(ConfigKey key) {
        return duration(key, Duration.ZERO, MAX, "of zero or more and of a day at most");
    }

    Duration durationInSeconds(ConfigKey key, Duration max) {
        return duration(key, Duration.ofSeconds(1), max, "of a second or more and of " + max + " at most");
    }

    private Duration duration(ConfigKey key, Duration min, Duration max, String range) {
        String value = text(key).orElseThrow();
        try {
            Duration duration = Duration.parse(value);
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException notADuration) {
            // Falls through to the same fault as a value out of range.
        }
        addFault(
                key,
                is(value) + "; it must be an ISO-8601 duration " + range + ", such as "
                        + key.defaultValue().orElseThrow() + ".");
        return Duration.parse(key.defaultValue().orElseThrow());
    }
}
