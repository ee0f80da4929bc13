/** Embedded Tomcat, for the suite and the example. */
@NullMarked
package io.github.circleauth.tomcat;

import org.jspecify.annotations.NullMarked;
