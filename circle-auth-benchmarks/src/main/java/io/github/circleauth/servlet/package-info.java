/** Access to the library's servlet classes for the benchmarks. */
@NullMarked
package io.github.circleauth.servlet;

import org.jspecify.annotations.NullMarked;
