package io.github.circleauth.cdi;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.MemberAuthorization;
import io.github.circleauth.servlet.CircleAuthInitializer;
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
 * The beans that an application injects, and the start of the runtime where the library is switched on.
 *
 * <p>The runtime starts with the session listener, whom the container tells of the application's start before it makes the
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

    CircleAuthRuntime start(ServletContext context) {
        return wire(Optional.of(context)).start(resolver(context));
    }

    /** Servers that tell the context with the event (Servlet 6.0 knows none that must) can still refuse the application. */
    void startedWithAll(@Observes @Initialized(ApplicationScoped.class) Object application) {
        if (application instanceof ServletContext context) {
            ContextAttributes.orNotDeclared(context);
        }
    }

    private MemberIdentityResolver resolver(ServletContext context) {
        if (resolvers.isAmbiguous()) {
            throw new IllegalStateException("There are several MemberIdentityResolver beans; circle-auth needs to know"
                    + " which one counts. Leave one, or make the others @Alternative.");
        }
        if (resolvers.isResolvable()) {
            return resolvers.get();
        }
        Wiring wired = wire(Optional.of(context));
        MemberIdentity.Kind kind = wired.settings()
                .identity()
                .or(() -> CircleAuthInitializer.annotatedIdentity(context))
                .orElseGet(CircleAuthBeans::identityOrMessage);
        return new PrincipalNameResolver(kind);
    }

    /** Fails with the one message: the client was used, and the configuration read for it alone, before the start. */
    private static MemberIdentity.Kind identityOrMessage() {
        return Settings.read(ConfigProvider.getConfig(), true).identity().orElseThrow();
    }

    private Wiring wire(Optional<ServletContext> context) {
        Wiring wired = wiring;
        return wired != null ? wired : wireOnce(context);
    }

    /** Reads the configuration and makes the client, once. */
    private synchronized Wiring wireOnce(Optional<ServletContext> context) {
        Wiring wired = wiring;
        if (wired == null) {
            Config config = ConfigProvider.getConfig();
            boolean identityRequired = context.isPresent()
                    && resolvers.isUnsatisfied()
                    && CircleAuthInitializer.annotatedIdentity(context.get()).isEmpty();
            wired = new Wiring(
                    Settings.read(config, identityRequired),
                    config,
                    context.map(ServletContext::getContextPath).orElse(""));
            wiring = wired;
        }
        return wired;
    }

    /** The client; it works where the filter is not switched on too. */
    @Produces
    @ApplicationScoped
    CircleAuthClient client() {
        return wire(Optional.empty()).client();
    }

    /** The current member, as {@code @Inject CircleMember} and {@code #{circleMember}}. */
    @Produces
    @ApplicationScoped
    @Named("circleMember")
    CircleMember member() {
        return new RequestMember(this::runtime, this::request);
    }

    /** Circle's Member API as the current member; it holds nothing that would have to be closed. */
    @Produces
    MemberApi memberApi() {
        return new MemberApi(new MemberAccess(wire(Optional.empty()).memberCalls()), member());
    }

    /** The current member's token for the application's own HTTP clients. */
    @Produces
    MemberAuthorization memberAuthorization() {
        return new MemberAuthorization(member(), wire(Optional.empty()).memberCalls());
    }

    private CircleAuthRuntime runtime() {
        Wiring wired = wire(Optional.empty());
        return wired.runtime()
                .orElseThrow(() -> new IllegalStateException("circle-auth is not switched on in this application. Put"
                        + " @CircleAuth on a class, declare CircleAuthFilter in web.xml, or call"
                        + " CircleAuthFilter.register."));
    }

    private HttpServletRequest request() {
        try {
            HttpServletRequest request = requests.get();
            request.getMethod(); // The injected request is a proxy; this finds out whether one stands behind it.
            return request;
        } catch (ContextNotActiveException | IllegalStateException noRequest) {
            throw new IllegalStateException(
                    "There is no HTTP request on this thread, so there is no current Circle member. Call"
                            + " CircleMember.capture() on the request's thread and hand over what it returns.",
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
