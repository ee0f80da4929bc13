package io.github.circleauth.servlet;

import io.github.circleauth.AccessToken;
import io.github.circleauth.sandbox.SandboxRequest;

/** Requests to the sandbox that the library does not send. */
final class Calls {

    private Calls() {}

    static SandboxRequest revoke(String appToken, AccessToken token) {
        return SandboxRequest.json(
                "POST",
                "/api/v1/headless/access_token/revoke",
                appToken,
                "{\"access_token\":\"" + token.value().reveal() + "\"}");
    }
}
