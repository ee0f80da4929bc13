package io.github.circleauth.servers;

/** One of a cluster's two servers. */
interface Node {

    /** Returns the address of an application. */
    String site(String application);

    /** Kills the process, as {@code kill -9} does, if it runs. */
    void kill();
}
