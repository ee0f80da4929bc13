package io.github.circleauth.member;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxRequest;
import io.github.circleauth.servlet.OneApplication;
import java.net.URI;
import java.time.Duration;

/** Ada, signed in at an application whose Member API is the sandbox's, over a real network. */
final class AtCircle implements AutoCloseable {

    static final long ADA = 1001;
    static final long GRACE = 1002;

    private Sandbox sandbox;
    final OneApplication application = OneApplication.online(circle -> {
        sandbox = Sandbox.start(circle, 0);
        return sandbox.uri();
    });
    final Circle circle = application.circle;
    final CircleMember ada = application.signedIn(ADA);
    final MemberApi api = application.calls().api(ada);
    final MemberAuthorization authorization = application.calls().authorization(ada);

    AtCircle() {
        circle.clock().advance(Duration.ofMinutes(1)); // A token that is renewed now ends later than the first one.
    }

    URI uri(String path) {
        return sandbox.uri().resolve("/api/headless/v1" + path);
    }

    /** Somebody else revokes the token that is in use: Circle takes it no more. */
    void revokeToken() {
        AccessToken token = ada.accessToken();
        circle.handle(SandboxRequest.json(
                        "POST",
                        "/api/v1/headless/access_token/revoke",
                        circle.apiToken(),
                        "{\"access_token\":\"" + token.value().reveal() + "\"}"))
                .delivered();
    }

    long calls(String operation) {
        return circle.audit().calls(operation);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
