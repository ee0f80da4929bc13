package io.github.circleauth.sandbox;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The address that a sandbox listens on.
 *
 * @param host the host name or IP address as it was given, without brackets
 * @param address the address itself
 */
record ListenAddress(String host, InetAddress address) {

    static final ListenAddress LOOPBACK = new ListenAddress("127.0.0.1", InetAddress.getLoopbackAddress());

    private static final Set<String> LOOPBACK_HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");
    private static final Pattern IPV6 =
            Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9._-]+)?");

    /**
     * A host that a page of another site can't have: an IP address, or a name that no public DNS has. So a name that an
     * attacker points at this machine is not among them.
     */
    private static final Pattern PRIVATE = Pattern.compile(
            "[0-9.]+|\\[[0-9a-f:.]+(?:%[a-z0-9._-]+)?]|[a-z0-9_-]+|.+\\.(?:internal|local|localhost|test)");

    /**
     * Returns the address with a host name or an IP address, which may have brackets.
     *
     * @throws IllegalArgumentException if it is no address of this machine; the message is one sentence
     */
    static ListenAddress of(String host) {
        String plain = host.replaceFirst("^\\[(.*)]$", "$1");
        if (!HOST_NAME.matcher(plain).matches() && !IPV6.matcher(plain).matches()) {
            throw new IllegalArgumentException("The sandbox can't listen on '" + host
                    + "': that is no host name and no IP address. Leave out a scheme and the port.");
        }
        try {
            return Stream.of(InetAddress.getAllByName(plain))
                    .filter(ListenAddress::isOfThisMachine)
                    .findFirst()
                    .map(address -> new ListenAddress(plain, address))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "The sandbox can't listen on '" + host + "': that is no address of this machine."));
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(
                    "The sandbox can't listen on '" + host + "': this machine knows no such host.", unknown);
        }
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** Returns whether only this machine can reach the sandbox. */
    boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /** Returns the host for URLs. All addresses include the loopback address. */
    String inUri() {
        if (address.isAnyLocalAddress()) {
            return LOOPBACK.host;
        }
        return address instanceof Inet6Address && host.contains(":") ? "[" + host.replace("%", "%25") + "]" : host;
    }

    /**
     * Returns whether a request for this host may control the sandbox. It must not if a page of another site may have sent
     * it, whose name its DNS server has pointed at this machine.
     *
     * @param hostAndPort the header {@code Host}
     */
    boolean mayBeCalled(String hostAndPort) {
        String called = hostAndPort.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
        return LOOPBACK_HOSTS.contains(called)
                || called.equals(inUri().toLowerCase(Locale.ROOT))
                || (!isLoopback() && PRIVATE.matcher(called).matches());
    }
}
