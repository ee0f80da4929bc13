package io.github.circleauth.member;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxRequest;
import io.github.circleauth.servlet.OneApplication;
import java.net.URI;
import java.time.Duration;

/** An application with Ada signed in, whose Member API is the sandbox over a real network. */
final class MemberFixture implements AutoCloseable {

    static final long ADA = 1001;
    static final long GRACE = 1002;

    private Sandbox sandbox;
    final OneApplication application = OneApplication.online(circle -> {
        sandbox = Sandbox.start(circle, 0);
        return sandbox.uri();
    });
    final Circle circle = application.circle;
    final CircleMember ada = application.signedIn(ADA);
    final MemberApi api = application.memberAccess().api(ada);
    final MemberAuthorization authorization = application.memberAccess().authorization(ada);

    MemberFixture() {
        circle.clock().advance(Duration.ofMinutes(1)); // A new token must expire later than the old one.
    }

    URI uri(String path) {
        return sandbox.uri().resolve("/api/headless/v1" + path);
    }

    /** Revokes the token in use at Circle, which rejects it from then on. */
    void revokeToken() {
        AccessToken token = ada.accessToken();
        circle.handle(SandboxRequest.json(
                        "POST",
                        "/api/v1/headless/access_token/revoke",
                        circle.apiToken(),
                        "{\"access_token\":\"" + token.value().reveal() + "\"}"))
                .delivered();
    }

    /** Returns the number of requests whose path ends with this. */
    long requests(String path) {
        return circle.audit().calls(path);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
