package io.github.circleauth.cdi;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.http.HttpCircleAuthClient;
import io.github.circleauth.seal.Seal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/**
 * Reads the keys one by one, notes what is wrong with each, and says all of it at once: an operator mends the
 * configuration in one go, not key by key.
 */
final class SettingsReader {

    private static final Logger LOG = System.getLogger(Settings.class.getName());

    /** Stands in for a value that was noted as wrong, so that the other keys are read too. It is never used. */
    private static final Secret NONE = Secret.of("none");

    /** What the client takes at most; longer than any of these times could sensibly be. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Config config;

    /** What is wrong with which key, in the order in which the documentation lists them. */
    private final Map<ConfigKey, String> wrong = new EnumMap<>(ConfigKey.class);

    SettingsReader(Config config) {
        this.config = config;
    }

    /**
     * Ends the reading.
     *
     * @throws IllegalStateException if anything was wrong
     */
    void finish() {
        warnOfUnknownKeys();
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("circle-auth can't start: "
                    + (wrong.size() == 1
                            ? "a configuration key is wrong."
                            : wrong.size() + " configuration keys are wrong.")
                    + "\n  " + String.join("\n  ", wrong.values()));
        }
    }

    private void warnOfUnknownKeys() {
        List<String> known =
                Arrays.stream(ConfigKey.values()).map(ConfigKey::key).toList();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(ConfigKey.PREFIX) && !known.contains(name) && !isEnvironmentVariable(name)) {
                LOG.log(Level.WARNING, "The configuration key {0} is none of circle-auth''s; is it misspelt?", name);
            }
        }
    }

    /** Returns whether the name is what a server makes of one of our environment variables: it can't know the hyphens. */
    private boolean isEnvironmentVariable(String dotted) {
        return Arrays.stream(ConfigKey.values())
                .filter(key -> key.key().replace('-', '.').equals(dotted))
                .anyMatch(key -> config.getOptionalValue(key.environmentVariable(), String.class)
                        .isPresent());
    }

    private void note(ConfigKey key, String problem) {
        wrong.put(
                key,
                key.key() + " " + problem + " Set it in META-INF/microprofile-config.properties, as a system property, "
                        + "or as the environment variable " + key.environmentVariable() + ".");
    }

    private Optional<String> text(ConfigKey key) {
        try {
            return config.getOptionalValue(key.key(), String.class)
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .or(key::defaultValue);
        } catch (NoSuchElementException | IllegalArgumentException expression) {
            note(key, "refers to a value that isn't there.");
            return key.defaultValue();
        }
    }

    Secret appToken() {
        Optional<String> token = text(ConfigKey.API_TOKEN);
        if (token.isEmpty()) {
            note(
                    ConfigKey.API_TOKEN,
                    "is missing. It is the app token of type \"Headless Auth\" that a Circle admin makes under"
                            + " Developers > Tokens.");
        } else if (!isAppToken(token.get())) {
            note(
                    ConfigKey.API_TOKEN,
                    "is no app token: one consists of letters, digits and -._~+/ alone. Was a placeholder left in its"
                            + " place?");
        } else {
            return Secret.of(token.get());
        }
        return NONE;
    }

    static boolean isAppToken(String token) {
        try {
            // The client knows what it can send.
            HttpCircleAuthClient.builder().apiToken(Secret.of(token));
            return true;
        } catch (IllegalArgumentException unusable) {
            return false;
        }
    }

    Optional<MemberIdentity.Kind> identity(boolean required) {
        List<String> kinds = Arrays.stream(MemberIdentity.Kind.values())
                .map(SettingsReader::inKebabCase)
                .toList();
        Optional<String> said = text(ConfigKey.IDENTITY);
        if (said.isEmpty()) {
            if (required) {
                note(
                        ConfigKey.IDENTITY,
                        "is missing. It says what the name of a signed-in user is at Circle: one of "
                                + String.join(", ", kinds)
                                + ". A MemberIdentityResolver bean or @CircleAuth(identity = …) can say it too.");
            }
            return Optional.empty();
        }
        Optional<MemberIdentity.Kind> kind = Arrays.stream(MemberIdentity.Kind.values())
                .filter(one -> inKebabCase(one).equals(said.get()))
                .findFirst();
        if (kind.isEmpty()) {
            note(ConfigKey.IDENTITY, "is \"" + said.get() + "\"; it must be one of " + String.join(", ", kinds) + ".");
        }
        return kind;
    }

    private static String inKebabCase(MemberIdentity.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    URI baseUrl() {
        String text = text(ConfigKey.BASE_URL).orElseThrow();
        try {
            URI url = URI.create(text);
            // The client knows what it can talk to.
            HttpCircleAuthClient.builder().baseUrl(url);
            return url;
        } catch (IllegalArgumentException unusable) {
            note(ConfigKey.BASE_URL, "can't be used: " + unusable.getMessage());
            return URI.create(ConfigKey.BASE_URL.defaultValue().orElseThrow());
        }
    }

    Optional<Settings.Database> database() {
        boolean durable = choice(ConfigKey.LEDGER, List.of("memory", "jdbc")).equals("jdbc");
        boolean createTable =
                choice(ConfigKey.LEDGER_CREATE_TABLE, List.of("true", "false")).equals("true");
        Optional<String> name = text(ConfigKey.LEDGER_DATA_SOURCE);
        Optional<DataSource> source = name.flatMap(this::dataSource);
        if (durable && name.isEmpty()) {
            note(
                    ConfigKey.LEDGER_DATA_SOURCE,
                    "is missing. circle.auth.ledger=jdbc needs the JNDI name of a data source of the server's.");
        }
        if (durable && text(ConfigKey.SEAL_KEYS).isEmpty()) {
            note(
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
            note(ConfigKey.LEDGER_DATA_SOURCE, "is \"" + name + "\", which is no data source.");
        } catch (NamingException unknown) {
            note(ConfigKey.LEDGER_DATA_SOURCE, "is \"" + name + "\", which the server doesn't know in JNDI.");
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
            note(
                    ConfigKey.SEAL_KEYS,
                    "must be 256-bit keys in Base64, separated by commas. " + bad.getMessage()
                            + " \"openssl rand -base64 32\" makes one.");
            return Seal.derivedFrom(apiToken);
        }
    }

    String choice(ConfigKey key, List<String> choices) {
        String said = text(key).orElseThrow();
        if (!choices.contains(said)) {
            note(key, "is \"" + said + "\"; it must be " + String.join(" or ", choices) + ".");
            return key.defaultValue().orElseThrow();
        }
        return said;
    }

    int count(ConfigKey key, int most) {
        String said = text(key).orElseThrow();
        try {
            int count = Integer.parseInt(said);
            if (count > 0 && count <= most) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Noted below, as one out of range is.
        }
        note(key, "is \"" + said + "\"; it must be a whole number from 1 to " + most + ".");
        return Integer.parseInt(key.defaultValue().orElseThrow());
    }

    Duration duration(ConfigKey key) {
        return duration(key, Duration.ofMillis(1), "longer than zero");
    }

    Duration durationOrZero(ConfigKey key) {
        return duration(key, Duration.ZERO, "of zero or more");
    }

    private Duration duration(ConfigKey key, Duration least, String demand) {
        String said = text(key).orElseThrow();
        try {
            Duration duration = Duration.parse(said);
            if (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException notADuration) {
            // Noted below, as one out of range is.
        }
        note(
                key,
                "is \"" + said + "\"; it must be an ISO-8601 duration " + demand + " and of a day at most, such as "
                        + key.defaultValue().orElseThrow() + ".");
        return Duration.parse(key.defaultValue().orElseThrow());
    }
}
