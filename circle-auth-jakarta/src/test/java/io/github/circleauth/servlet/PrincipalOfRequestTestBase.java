package io.github.circleauth.servlet;

import io.github.circleauth.CircleMember;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request that a filter before ours wraps, with {@code circle.auth.principal=request}. */
abstract class PrincipalOfRequestTestBase {

    static final CircleAuthRuntime.Options OF_REQUEST =
            new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ZERO, true, Optional.empty());

    /** A wrapper with a user, as pac4j, Shiro and Spring Security have one. */
    static class Wrapper extends HttpServletRequestWrapper {

        @Nullable Principal user;

        Wrapper(HttpServletRequest wrapped, @Nullable String name) {
            super(wrapped);
            user = name == null ? null : () -> name;
        }

        @Override
        public @Nullable Principal getUserPrincipal() {
            return user;
        }
    }

    final OneApplication application = new OneApplication(OF_REQUEST);
    final StubSession session = application.session("s1");
    final StubRequest containers = new StubRequest(null, session);

    void serve(HttpServletRequest request, Consumer<HttpServletRequest> page) {
        application.server.serve(request, page);
    }

    void serveAs(@Nullable String user) {
        serve(new Wrapper(containers, user), passed -> {});
    }

    /** The current member, as a bean finds it: by the container's request. */
    CircleMember member() {
        return application.member(containers);
    }

    String leaseId() {
        return (String) session.attributes.get(SessionAttributes.LEASE_ID);
    }

    long memberOf(HttpServletRequest request) {
        return application.runtime.requestMember(request).communityMemberId();
    }
}
