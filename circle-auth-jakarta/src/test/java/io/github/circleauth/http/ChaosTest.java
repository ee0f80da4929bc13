package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.ChaosProxy;
import io.github.circleauth.ChaosProxy.Direction;
import io.github.circleauth.ChaosProxy.Fault;
import io.github.circleauth.CircleUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests for tokens over a network that harms connections at any byte of a request or a response. */
@Timeout(60)
class ChaosTest {

    /** At the first byte, and within the head; requests and responses have some 400 bytes. */
    private static final List<Integer> AFTER = List.of(0, 100);

    private ScriptedServer circle;
    private ChaosProxy network;

    @BeforeEach
    void open() throws Exception {
        circle = ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtained()));
        network = new ChaosProxy(circle.uri().getPort());
    }

    @AfterEach
    void close() throws Exception {
        network.close();
        circle.close();
    }

    static Stream<Arguments> endings() {
        return of(Fault.CUT, Fault.RESET, Fault.HALF_CLOSE);
    }

    static Stream<Arguments> delays() {
        return of(Fault.DRIP, Fault.BLACK_HOLE);
    }

    private static Stream<Arguments> of(Fault... faults) {
        return Stream.of(faults)
                .flatMap(fault -> Stream.of(Direction.values())
                        .flatMap(direction -> AFTER.stream().map(after -> Arguments.of(fault, direction, after))));
    }

    private HttpCircleAuthClient client(Duration callTimeout) {
        return new HttpCircleAuthClient(
                circle.builder().baseUrl(network.uri()).callTimeout(callTimeout).build());
    }

    private static void assertUnavailable(HttpCircleAuthClient client) {
        assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                .isInstanceOf(CircleUnavailableException.class)
                .hasNoCause();
    }

    @ParameterizedTest
    @MethodSource("endings")
    @Tag("N10")
    void afterTheFaultTheNextRequestSucceeds(Fault fault, Direction direction, int after) {
        network.harm(fault, direction, after);
        try (HttpCircleAuthClient client = client(Duration.ofSeconds(20))) {
            assertUnavailable(client);
            assertThat(circle.requests).as("nothing is sent twice").hasSizeLessThanOrEqualTo(1);

            network.harm(Fault.NONE, direction, after);
            assertThat(client.getMemberAPITokenFromSSOId("u").communityMemberId())
                    .isEqualTo(1001);
        }
    }

    @ParameterizedTest
    @MethodSource("delays")
    @Tag("N9")
    void whateverTheNetworkDoesARequestEndsByItsDeadline(Fault fault, Direction direction, int after) {
        network.harm(fault, direction, after);
        try (HttpCircleAuthClient client = client(Duration.ofMillis(300))) {
            assertUnavailable(client);
        }
        assertThat(circle.requests).hasSizeLessThanOrEqualTo(1);
    }
}
