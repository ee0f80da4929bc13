package io.github.circleauth.servers;

/** One of the two servers of a cluster. */
interface Node {

    /** Where an application is. */
    String site(String application);

    /** As {@code kill -9} does, if it runs. */
    void kill();
}
