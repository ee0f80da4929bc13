package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.CircleTls;
import io.github.circleauth.MemberIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application's SSL context for connections to Circle, in a real CDI container. */
class TlsBeanTest {

    @CircleAuth(identity = MemberIdentity.Kind.COMMUNITY_MEMBER_ID)
    private static final class Site {}

    @Dependent
    static class OfCircle {

        static final AtomicInteger PRODUCED = new AtomicInteger();

        @Produces
        @CircleTls
        SSLContext circle() throws GeneralSecurityException {
            PRODUCED.incrementAndGet();
            return SSLContext.getDefault();
        }
    }

    @Dependent
    static class AnotherOfCircle {
        @Produces
        @Singleton
        @CircleTls
        SSLContext another() throws GeneralSecurityException {
            return SSLContext.getDefault();
        }
    }

    /** It trusts another network, and must not be taken. */
    @Dependent
    static class OfTheApplication {
        @Produces
        SSLContext own() {
            throw new IllegalStateException("Nobody asks for it.");
        }
    }

    @Dependent
    static class Throwing {
        @Produces
        @CircleTls
        SSLContext circle() throws GeneralSecurityException {
            throw new GeneralSecurityException("the file is not there");
        }
    }

    @Dependent
    static class OfNull {
        @Produces
        @CircleTls
        SSLContext circle() {
            return null;
        }
    }

    @Dependent
    static class Uninitialized {
        @Produces
        @CircleTls
        SSLContext circle() throws GeneralSecurityException {
            return SSLContext.getInstance("TLS");
        }
    }

    @Dependent
    static class Unproxyable {
        @Produces
        @ApplicationScoped
        @CircleTls
        SSLContext circle() throws GeneralSecurityException {
            return SSLContext.getDefault();
        }
    }

    private final Deployment deployment = new Deployment();
    private final Configured configured = new Configured("api-token", "sandbox-app-token");

    @AfterEach
    void release() {
        configured.close();
    }

    private void start(Class<?>... beans) throws Exception {
        try (SeContainer container = Deployment.container(beans)) {
            deployment.switchOn(Site.class);
            deployment.start();
        }
    }

    @Test
    void theQualifiedBeanIsGotOnce() throws Exception {
        OfCircle.PRODUCED.set(0);

        start(OfCircle.class, OfTheApplication.class);

        assertThat(OfCircle.PRODUCED).hasValue(1);
    }

    @Test
    void aBeanWithoutTheQualifierIsNotUsed() {
        assertThatCode(() -> start(OfTheApplication.class)).doesNotThrowAnyException();
    }

    @Test
    void severalBeansAreRefused() {
        assertThatThrownBy(() -> start(OfCircle.class, AnotherOfCircle.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "There are several SSLContext beans with @CircleTls, and circle-auth can't choose between them."
                                + " Leave one, or make the others @Alternative.");
    }

    @Test
    void aBeanThatThrowsIsToldWithItsCause() {
        assertThatThrownBy(() -> start(Throwing.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The SSLContext bean with @CircleTls can't be created; the cause says why.")
                .hasRootCauseMessage("the file is not there");
    }

    @Test
    void aBeanThatNeedsAProxyIsToldWithTheScopesThatDoNot() {
        assertThatThrownBy(() -> start(Unproxyable.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(
                        "Its producer must have the scope @Dependent, which it has without any annotation, or"
                                + " @Singleton.");
    }

    @Test
    void noContextIsRefused() {
        assertThatThrownBy(() -> start(OfNull.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The SSLContext bean with @CircleTls is null. Its producer must return a context, or must not be"
                                + " there, so that the JVM's trust store is used.");
    }

    @Test
    void aContextThatIsNotInitializedIsRefused() {
        assertThatThrownBy(() -> start(Uninitialized.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The SSLContext bean with @CircleTls can't be used: The SSLContext is not initialized. Call its"
                                + " init method first.");
    }
}
