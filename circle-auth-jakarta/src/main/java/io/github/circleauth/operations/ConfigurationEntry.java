package io.github.circleauth.operations;

import java.util.Optional;

/**
 * A configuration key of the library and its value, for the diagnostics page.
 *
 * @param key the key
 * @param value the value, masked if it is or may contain a secret; empty if there is none
 * @param source the name of the configuration source; empty for the default, and for a key without a value
 * @param known whether the library has such a key
 */
public record ConfigurationEntry(String key, Optional<String> value, Optional<String> source, boolean known) {

    /** Stands for a value that is not shown. */
    public static final String MASK = "••••••••";
}
