package io.github.circleauth.sandbox;

import java.io.IOException;
import org.apache.hc.core5.http.HttpException;

/** How an answer goes over the wire: whole, unless a fault has it otherwise. */
@FunctionalInterface
interface Manner {

    Manner WHOLE = (answer, wire) -> wire.whole(answer);

    /** The connection is closed and nothing said. */
    Manner NOTHING = (answer, wire) -> wire.socket().close();

    /** Called on the connection's own thread. What it leaves open is used for the next request. */
    void send(Answer answer, Wire wire) throws IOException, HttpException;
}
