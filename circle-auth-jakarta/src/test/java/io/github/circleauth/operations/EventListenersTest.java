package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenRevoked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventListenersTest {

    private static final CircleEvent EVENT = new TokenRevoked("lease", TokenKind.ACCESS, Duration.ZERO);

    private final EventListeners listeners = new EventListeners();
    private final List<String> heard = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListenerThatThrowsHarmsNeitherTheCallerNorTheOthersAndIsOneLine(boolean error) {
        listeners.add(event -> heard.add("first"));
        listeners.add(event -> {
            if (error) {
                throw new NoClassDefFoundError("io/opentelemetry");
            }
            throw new IllegalStateException("A bug.");
        });
        listeners.add(event -> heard.add("last"));

        try (Logged log = Logged.byAll()) {
            listeners.accept(EVENT);
            listeners.accept(EVENT);

            assertThat(heard).containsExactly("first", "last", "first", "last");
            assertThat(log.alarms()).singleElement().asString().startsWith("CIRCLE-0026: ");
        }
    }
}
