/** The classes of the applications that the benchmarks deploy in a WildFly. They know nothing of the benchmarks. */
@NullMarked
package io.github.circleauth.benchmarks.site;

import org.jspecify.annotations.NullMarked;
