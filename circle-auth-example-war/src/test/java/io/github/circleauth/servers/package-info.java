/**
 * Tests of the library with small applications in real servers: activation, configuration, dispatches, redeployment, clusters,
 * and a search for leaked secrets.
 */
package io.github.circleauth.servers;
