/** A stand-in for Circle: its Headless Auth API and the parts of its Member API that tests and demonstrations need. */
@NullMarked
package io.github.circleauth.sandbox;

import org.jspecify.annotations.NullMarked;
