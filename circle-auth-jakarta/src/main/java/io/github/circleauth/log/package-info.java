/** How often a log line may be repeated. Not API. */
@NullMarked
package io.github.circleauth.log;

import org.jspecify.annotations.NullMarked;
