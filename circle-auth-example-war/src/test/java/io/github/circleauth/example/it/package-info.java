/** The example's WAR in real servers, tested with HTTP clients and a browser, against a sandbox in the test's JVM. */
package io.github.circleauth.example.it;
