package io.github.circleauth.servers;

import io.github.circleauth.servers.app.SessionWrites;
import java.util.function.Consumer;

/** The number of writes on both WildFly nodes together, see {@link SessionWrites}. */
record ClusterWrites(long ownAttributes, long storedEntries) {

    private static ClusterWrites soFar() {
        return WildFlyClusterTestBase.NODES.stream()
                .map(node -> new ProbeClient(ClusterTestBase.MEMBERS)
                        .at(node.site(ClusterTestBase.MEMBERS))
                        .steps("writes"))
                .map(lines -> new ClusterWrites(Long.parseLong(lines.get(0)), Long.parseLong(lines.get(1))))
                .reduce(new ClusterWrites(0, 0), (one, two) -> one.plus(two, 1));
    }

    private ClusterWrites plus(ClusterWrites other, int sign) {
        return new ClusterWrites(
                ownAttributes + sign * other.ownAttributes, storedEntries + sign * other.storedEntries);
    }

    /** Returns the writes of so many requests. */
    static ClusterWrites of(int times, Consumer<Integer> request) {
        ClusterWrites before = soFar();
        for (int i = 0; i < times; i++) {
            request.accept(i);
        }
        return soFar().plus(before, -1);
    }
}
