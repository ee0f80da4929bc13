package io.github.circleauth.http;

/** The four calls of Circle's Headless Auth API. */
enum Operation {
    OBTAIN("POST", "auth_token"),
    REFRESH("PATCH", "access_token/refresh"),
    REVOKE_ACCESS("POST", "access_token/revoke"),
    REVOKE_REFRESH("POST", "refresh_token/revoke");

    private static final String PREFIX = "/api/v1/headless/";

    private final String method;
    private final String name;

    Operation(String method, String name) {
        this.method = method;
        this.name = name;
    }

    String method() {
        return method;
    }

    String path() {
        return PREFIX + name;
    }

    boolean isRevocation() {
        return this == REVOKE_ACCESS || this == REVOKE_REFRESH;
    }

    /** Returns the call as messages and log lines name it. */
    @Override
    public String toString() {
        return method + " " + name;
    }
}
