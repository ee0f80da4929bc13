/**
 * Sealing: text in, sealed text out. AES-256-GCM with key ids, and keyed marks that tell secrets apart without showing
 * them. Not API.
 */
@NullMarked
package io.github.circleauth.seal;

import org.jspecify.annotations.NullMarked;
