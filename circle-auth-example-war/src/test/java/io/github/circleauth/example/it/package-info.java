/** The example's packaged WAR in real servers, used as a browser would, judged by a sandbox in the test's own JVM. */
package io.github.circleauth.example.it;
