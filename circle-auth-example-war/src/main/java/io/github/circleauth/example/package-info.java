/**
 * A small community site: what an application that uses circle-auth may look like. Not API.
 */
@NullMarked
package io.github.circleauth.example;

import org.jspecify.annotations.NullMarked;
