package io.github.circleauth.http;

/** The seam to the network: sends one request, brings one whole answer. */
@FunctionalInterface
interface Exchange extends AutoCloseable {

    /**
     * Sends one request and reads its answer, within the call's time.
     *
     * @throws NoReply if there is no whole answer
     */
    RawReply send(RawCall call) throws NoReply;

    /** Lets go of connections that nobody has used for a while. */
    default void closeIdle() {}

    @Override
    default void close() {}
}
