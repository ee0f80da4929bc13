/** A small community site, as an example of an application that uses circle-auth. Not API. */
@NullMarked
package io.github.circleauth.example;

import org.jspecify.annotations.NullMarked;
