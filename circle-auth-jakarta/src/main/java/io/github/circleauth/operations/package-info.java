/**
 * What is seen of an application's tokens from outside. API is {@link
 * io.github.circleauth.operations.CircleDiagnosticsServlet} and {@link io.github.circleauth.operations.CircleSessions}; the
 * rest is internal.
 *
 * <p>The diagnostics page has one content, {@code DiagnosticsPage}, which {@code DiagnosticsHtml} and {@code DiagnosticsJson}
 * write.
 *
 * <p>{@link io.github.circleauth.operations.EventListeners} passes each event on to the listeners of a deployment.
 */
@NullMarked
package io.github.circleauth.operations;

import org.jspecify.annotations.NullMarked;
