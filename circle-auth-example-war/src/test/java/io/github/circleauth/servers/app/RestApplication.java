package io.github.circleauth.servers.app;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Activates JAX-RS. */
@ApplicationPath("/rest")
public class RestApplication extends Application {}
