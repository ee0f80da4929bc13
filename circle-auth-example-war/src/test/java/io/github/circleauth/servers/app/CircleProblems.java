package io.github.circleauth.servers.app;

import io.github.circleauth.servlet.CircleExceptionMappers;
import jakarta.ws.rs.ext.Provider;

/** Registers the library's mappers, as its documentation says. */
@Provider
public class CircleProblems extends CircleExceptionMappers {}
