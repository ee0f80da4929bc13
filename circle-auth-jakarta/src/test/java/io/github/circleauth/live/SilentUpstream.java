package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import java.util.ArrayList;
import java.util.List;

/** A Circle that accepts each connection and says nothing. */
final class SilentUpstream implements Upstream {

    /** The connections that have not been aborted. */
    final List<Connection> open = new ArrayList<>();

    boolean closed;

    @Override
    public Connection open(AccessToken token, String origin, Listener listener) {
        Connection connection = new Connection() {
            @Override
            public void send(String text) {}

            @Override
            public void more() {}

            @Override
            public void abort() {
                open.remove(this);
            }
        };
        open.add(connection);
        return connection;
    }

    @Override
    public void close() {
        closed = true;
    }
}
