/** What the tests put into their WARs. It runs in the server, not in the test's JVM. */
package io.github.circleauth.servers.app;
