package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "localhost, localhost, true",
        "127.0.0.2, 127.0.0.2, true",
        "::1, [::1], true",
        "[::1], [::1], true",
        "0.0.0.0, 127.0.0.1, false",
        "::, 127.0.0.1, false",
        "[::], 127.0.0.1, false"
    })
    void anAddressOfThisMachineIsAccepted(String host, String inUri, boolean loopback) {
        ListenAddress address = ListenAddress.of(host);

        assertThat(address.inUri()).isEqualTo(inUri);
        assertThat(address.isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|no host name and no IP address",
                "http://0.0.0.0|no host name and no IP address",
                "0.0.0.0:9720|no host name and no IP address",
                "localhost/x|no host name and no IP address",
                "a b|no host name and no IP address",
                "*|no host name and no IP address",
                "203.0.113.1|no address of this machine",
                "2001:db8::1|no address of this machine",
                "224.0.0.1|no address of this machine",
                "1:2:3|knows no such host",
                "no-such-host.invalid|knows no such host"
            })
    void anotherAddressIsToldInASentence(String host, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenAddress.of(host))
                .withMessageStartingWith("The sandbox can't listen on '" + host + "': ")
                .withMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9720", "localhost", "LOCALHOST:1", "[::1]:9720", "[::1]"})
    void thisMachinesNamesMayAlwaysBeCalled(String host) {
        assertThat(ListenAddress.LOOPBACK.mayBeCalled(host)).isTrue();
        assertThat(ListenAddress.of("0.0.0.0").mayBeCalled(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.168.1.7:9720",
                "[fe80::1]:9720",
                "sandbox:9720",
                "Sandbox",
                "host.docker.internal:9720",
                "sandbox.default.svc.cluster.local",
                "sandbox.test"
            })
    void namesThatNoPublicDnsHasMayBeCalledIfOtherMachinesReachTheSandbox(String host) {
        assertThat(ListenAddress.of("0.0.0.0").mayBeCalled(host)).isTrue();
        assertThat(ListenAddress.LOOPBACK.mayBeCalled(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example:9720", "127.0.0.1.evil.example", "localhost.evil.example", "", ":9720", "a b"})
    void aNameOfAPublicDnsMayNotBeCalled(String host) {
        assertThat(ListenAddress.of("0.0.0.0").mayBeCalled(host)).isFalse();
        assertThat(ListenAddress.LOOPBACK.mayBeCalled(host)).isFalse();
    }
}
