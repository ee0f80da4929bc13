package io.github.circleauth.cdi;

import java.util.List;

/**
 * How the library is seen from outside.
 *
 * @param readinessFails {@code circle.auth.readiness}
 * @param traceContext {@code circle.auth.trace-context}
 */
record MonitoringSettings(boolean readinessFails, boolean traceContext) {

    static MonitoringSettings read(SettingsReader reader) {
        return new MonitoringSettings(
                reader.choice(ConfigKey.READINESS, List.of("fail", "report")).equals("fail"),
                reader.choice(ConfigKey.TRACE_CONTEXT, List.of("true", "false")).equals("true"));
    }
}
