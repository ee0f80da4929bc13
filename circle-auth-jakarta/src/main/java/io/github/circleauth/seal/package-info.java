/**
 * Authenticated encryption of texts (AES-256-GCM with key ids), and marks that identify secrets without revealing them.
 * Not API.
 */
@NullMarked
package io.github.circleauth.seal;

import org.jspecify.annotations.NullMarked;
