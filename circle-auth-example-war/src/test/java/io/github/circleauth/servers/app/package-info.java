/** Classes of the tests' WARs. They run in the server, not in the test's JVM. */
package io.github.circleauth.servers.app;
