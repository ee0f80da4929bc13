package io.github.circleauth.http;

import io.github.circleauth.Secret;
import java.time.Duration;

/**
 * One request, ready to be sent.
 *
 * @param bearer the app token, checked to be fit for a header
 * @param body the JSON text; a secret, because tokens stand in it
 * @param time how long everything together may take
 */
record RawCall(Operation operation, Secret bearer, Secret body, Duration time) {}
