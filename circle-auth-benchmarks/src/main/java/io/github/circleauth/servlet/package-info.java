/** What the benchmarks need of the library's servlet classes. */
@NullMarked
package io.github.circleauth.servlet;

import org.jspecify.annotations.NullMarked;
