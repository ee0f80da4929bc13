package io.github.circleauth.cdi;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.OwnMemberAuthorization;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.ContextAttributes;
import io.github.circleauth.servlet.RequestMember;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * The beans that an application injects, and the start of the runtime where the library is switched on. All are normal-scoped
 * interfaces, so that beans in passivating scopes, such as view-scoped ones, can have them.
 *
 * <p>The session listener starts the runtime, since a container calls it at the application's start, before it creates the
 * filters. The event of the application scope's start would be the CDI way; in Payara it comes too late for the filter.
 */
@ApplicationScoped
public class CircleAuthBeans {

    // Fields, since the proxy of a normal-scoped bean needs a constructor without parameters (CDI 4.0, 3.10).
    @Inject
    Instance<MemberIdentityResolver> resolvers;

    @Inject
    Instance<HttpServletRequest> requests;

    private volatile @Nullable Wiring wiring;
    private volatile @Nullable CircleAuthRuntime runtime;

    /** Starts the runtime of the application that the context belongs to. */
    CircleAuthRuntime start(ServletContext context) {
        Optional<MemberIdentity.Kind> annotated = ContextAttributes.identity(context);
        Wiring wired = wire(resolvers.isUnsatisfied() && annotated.isEmpty());
        CircleAuthRuntime started = wired.start(context.getContextPath(), resolver(wired.settings(), annotated));
        runtime = started;
        return started;
    }

    private MemberIdentityResolver resolver(Settings settings, Optional<MemberIdentity.Kind> annotated) {
        if (resolvers.isAmbiguous()) {
            throw new IllegalStateException(
                    "There are several MemberIdentityResolver beans, and circle-auth can't choose"
                            + " between them. Leave one, or make the others @Alternative.");
        }
        if (resolvers.isResolvable()) {
            return resolvers.get();
        }
        return new PrincipalNameResolver(
                settings.identity().or(() -> annotated).orElseGet(CircleAuthBeans::failForIdentity));
    }

    /** Fails with the message of a missing key: a use of the client before the start has read the others alone. */
    private static MemberIdentity.Kind failForIdentity() {
        return Settings.read(ConfigProvider.getConfig(), true).identity().orElseThrow();
    }

    /**
     * Reads the configuration and creates the client, once.
     *
     * @param identityRequired whether {@code circle.auth.identity} must be set
     */
    private synchronized Wiring wire(boolean identityRequired) {
        Wiring wired = wiring;
        if (wired == null) {
            Config config = ConfigProvider.getConfig();
            wired = new Wiring(Settings.read(config, identityRequired), config);
            wiring = wired;
        }
        return wired;
    }

    private Wiring wiring() {
        Wiring wired = wiring;
        return wired != null ? wired : wire(false);
    }

    /**
     * Fails the application's start if the filter is there without the rest of the library, on servers that pass the
     * servlet context with this event (Servlet 6.0 requires it of none). Static, since GlassFish 8 can't create the bean
     * of an instance method before the application's naming context exists.
     */
    static void applicationStarts(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (application instanceof ServletContext context) {
            ContextAttributes.failIfFilterIsAlone(context);
        }
    }

    /** Circle's Auth API. It works where the filter is not switched on too. */
    @Produces
    @ApplicationScoped
    CircleAuthClient client() {
        return wiring().client();
    }

    /** The current member, as {@code @Inject CircleMember} and {@code #{circleMember}}. */
    @Produces
    @ApplicationScoped
    @Named("circleMember")
    CircleMember member() {
        return new RequestMember(() -> runtime().memberOf(request()));
    }

    /** Circle's Member API as the current member. It has nothing to close. */
    @Produces
    @ApplicationScoped
    MemberApi memberApi() {
        return wiring().memberAccess().api(member());
    }

    /** The current member's token for the application's own HTTP clients. */
    @Produces
    @ApplicationScoped
    OwnMemberAuthorization memberAuthorization() {
        return wiring().memberAccess().authorization(member());
    }

    private CircleAuthRuntime runtime() {
        CircleAuthRuntime started = runtime;
        if (started == null) {
            throw new IllegalStateException("circle-auth is not switched on in this application. Put @CircleAuth on a"
                    + " class, declare CircleAuthFilter in web.xml, or call CircleAuthFilter.register.");
        }
        return started;
    }

    private HttpServletRequest request() {
        try {
            HttpServletRequest request = requests.get();
            // The injected request is a proxy. A call finds out whether there is a request behind it.
            request.getMethod();
            return request;
        } catch (ContextNotActiveException | IllegalStateException noRequest) {
            throw new IllegalStateException(
                    "There is no HTTP request on this thread, so there is no current Circle member. Call"
                            + " CircleMember.capture() on the request's thread and hand over its result.",
                    noRequest);
        }
    }

    @PreDestroy
    void stop() {
        Wiring wired = wiring;
        if (wired != null) {
            wired.close();
        }
    }
}
