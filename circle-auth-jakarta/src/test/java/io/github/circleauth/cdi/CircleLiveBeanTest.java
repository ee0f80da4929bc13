package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.live.CircleLive;
import io.github.circleauth.live.LiveChannel;
import io.github.circleauth.live.LiveListener;
import io.github.circleauth.live.LiveSubscription;
import io.github.circleauth.operations.CircleSessions;
import io.github.circleauth.sandbox.DisconnectReason;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.ContextAttributes;
import io.github.circleauth.session.LeaseMember;
import jakarta.enterprise.inject.se.SeContainer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The injected channel of a running deployment, over real sockets. */
class CircleLiveBeanTest implements LiveListener {

    @CircleAuth(identity = MemberIdentity.Kind.VERIFIED_EMAIL)
    private static final class Site {}

    private static final String ADA = "ada@example.com";
    private static final long ADA_AT_CIRCLE = 1001;
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Sandbox sandbox = Sandbox.start();
    private final Deployment deployment = new Deployment("/live");
    private final Configured configured = new Configured(
            "api-token", Configured.TOKEN, "base-url", sandbox.uri().toString(), "request-wait", "PT1M");
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private SeContainer container;
    private CircleLive live;

    @BeforeEach
    void start() throws Exception {
        deployment.switchOn(Site.class);
        container = Deployment.container();
        deployment.start();
        live = container.select(CircleLive.class).get();
    }

    @AfterEach
    void close() {
        if (container.isRunning()) {
            container.close();
        }
        configured.close();
        sandbox.close();
    }

    @Override
    public void onEvent(String json) {
        calls.add(json);
    }

    @Override
    public void onSubscribed() {
        calls.add("subscribed");
    }

    @Override
    public void onEnd(End end) {
        calls.add(end.name());
    }

    private String next() throws InterruptedException {
        return String.valueOf(calls.poll(SOON.toSeconds(), TimeUnit.SECONDS));
    }

    private static LeaseMember member(Deployment deployment, String user) {
        CircleAuthRuntime runtime = ContextAttributes.runtime(deployment.context);
        assertThat(runtime).isNotNull();
        return runtime.memberOf(Deployment.request(user));
    }

    private LiveSubscription subscribe() throws InterruptedException {
        LiveSubscription subscription = live.as(member(deployment, ADA)).subscribe(LiveChannel.notifications(), this);
        assertThat(next()).isEqualTo("subscribed");
        return subscription;
    }

    private void event(int number) {
        assertThat(sandbox.cable().message(ADA_AT_CIRCLE, "NotificationChannel", "{\"n\":" + number + "}"))
                .isPositive();
    }

    @Test
    void aCapturedMemberHearsItsEventsUntilTheSubscriptionIsClosed() throws Exception {
        LiveSubscription subscription = subscribe();
        event(1);
        assertThat(next()).isEqualTo("{\"n\":1}");
        subscription.close();
        event(2);
        assertThat(subscription.isOpen()).isFalse();
        assertThat(calls).isEmpty();
    }

    @Test
    void aRestartOfCirclesAndARefusedTokenAreNotNoticed() throws Exception {
        subscribe();
        for (DisconnectReason reason : DisconnectReason.values()) {
            long before = sandbox.cable().connections().get(0).id();
            sandbox.cable().disconnectAll(reason);
            while (sandbox.cable().connections().stream().noneMatch(each -> each.id() > before)) {
                Thread.onSpinWait();
            }
            sandbox.cable().awaitSubscriptions(1, SOON);
        }
        event(1);
        assertThat(next()).isEqualTo("{\"n\":1}");
    }

    @Test
    void theEndOfTheMembersSessionsEndsIt() throws Exception {
        LiveSubscription subscription = subscribe();
        CircleSessions.Ended unused =
                container.select(CircleSessions.class).get().end(MemberIdentity.verifiedEmail(ADA));
        assertThat(next()).isEqualTo("SIGNED_OUT");
        assertThat(subscription.isOpen()).isFalse();
        sandbox.cable().awaitConnections(0, SOON);
    }

    @Test
    void undeployingEndsTheConnection() throws Exception {
        subscribe();
        container.close();
        sandbox.cable().awaitConnections(0, SOON);
    }

    @Test
    void withoutARequestOnlyACapturedMemberCanSubscribe() {
        assertThatThrownBy(() -> live.subscribe(LiveChannel.notifications(), this))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("CircleMember.capture()");
        CircleAuthRuntime runtime = ContextAttributes.runtime(deployment.context);
        assertThat(runtime).isNotNull();
        LeaseMember nobody = runtime.memberOf(Deployment.request(() -> null));
        assertThatThrownBy(() -> live.as(nobody).subscribe(LiveChannel.notifications(), this))
                .isInstanceOf(NotSignedInException.class);
    }
}
