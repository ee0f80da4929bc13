/**
 * The library in small applications of its own, in real servers: the ways to switch it on, the ways of a request through a
 * container, and what must not be found anywhere.
 */
package io.github.circleauth.servers;
