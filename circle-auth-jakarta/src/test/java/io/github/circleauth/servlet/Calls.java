package io.github.circleauth.servlet;

import io.github.circleauth.AccessToken;
import io.github.circleauth.sandbox.SandboxRequest;

/** Calls to the sandbox that somebody else than the library makes. */
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
