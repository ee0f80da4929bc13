package io.github.circleauth.cdi;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleTls;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.live.CircleLive;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.OwnMemberAuthorization;
import io.github.circleauth.operations.CircleSessions;
import io.github.circleauth.operations.CircleStatistics;
import io.github.circleauth.operations.Diagnostics;
import io.github.circleauth.operations.MemberSessions;
import io.github.circleauth.operations.Readiness;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.ContextAttributes;
import io.github.circleauth.servlet.PageMember;
import io.github.circleauth.servlet.RequestMember;
import io.github.circleauth.session.LeaseMember;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.Config;
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

    @Inject
    @CircleTls
    Instance<SSLContext> tls;

    @Inject
    BeanManager beans;

    /**
     * The deployment that has started with these classes, or null. Static, since Payara creates the readiness check where it
     * doesn't see this bean.
     */
    private static final AtomicReference<@Nullable Wiring> STARTED = new AtomicReference<>();

    private volatile @Nullable Wiring wiring;
    private volatile @Nullable SharedLibrary library;

    /** Starts the runtime of the application that the context belongs to. */
    CircleAuthRuntime start(ServletContext context) {
        SharedLibrary claimed = SharedLibrary.claimFor(context);
        boolean started = false;
        try {
            SharedLibrary.checkBeans(context, beans);
            Optional<MemberIdentity.Kind> annotated = ContextAttributes.identity(context);
            Config config = ApplicationConfig.current();
            Settings settings = Settings.read(config, resolvers.isUnsatisfied(), annotated);
            ClaimSources sources = ClaimSources.available(beans);
            String contextPath = context.getContextPath();
            Wiring wired = wire(settings, config);
            wired.notify(new ObserverDispatch(beans, contextPath));
            CircleAuthRuntime runtime = wired.start(contextPath, resolver(settings.identity(), sources), sources);
            wired.live().orElseThrow().map(context, runtime, this::request);
            context.setAttribute(Diagnostics.ATTRIBUTE, wired.diagnostics());
            STARTED.set(wired);
            library = claimed;
            started = true;
            return runtime;
        } finally {
            if (!started) {
                claimed.close();
            }
        }
    }

    private MemberIdentityResolver resolver(IdentitySettings identity, ClaimSources sources) {
        if (resolvers.isAmbiguous()) {
            throw new IllegalStateException(
                    "There are several MemberIdentityResolver beans, and circle-auth can't choose"
                            + " between them. Leave one, or make the others @Alternative.");
        }
        if (resolvers.isUnsatisfied()) {
            return identity.resolver(sources);
        }
        identity.warnIfUnused();
        return resolvers.get();
    }

    /**
     * Creates the deployment's objects, unless an earlier use of the client has.
     *
     * @throws IllegalStateException if that use was one of another module, with another configuration
     */
    private synchronized Wiring wire(Settings settings, Config config) {
        Wiring wired = wiring;
        if (wired == null) {
            wired = new Wiring(settings, config, TlsBean.get(tls), TelemetryApis.find(beans));
            wiring = wired;
        } else if (!wired.settings().isSameClientAs(settings)) {
            throw new IllegalStateException("circle-auth's client was used before the start of this application, with"
                    + " another circle.auth.api-token or circle.auth.base-url." + SharedLibrary.CURE);
        }
        return wired;
    }

    private Wiring wiring() {
        Wiring wired = wiring;
        if (wired != null) {
            return wired;
        }
        Config config = ApplicationConfig.current();
        return wire(Settings.read(config, false), config);
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

    /** Returns whether the application is ready, as far as the library is concerned. Does no I/O. */
    static Readiness.Report readiness() {
        Wiring started = STARTED.get();
        return started == null ? Readiness.switchedOff() : started.readiness();
    }

    /**
     * Is called before the application's observers of an event of the library, and notifies them in the container's stead: each
     * apart. Static, as above.
     */
    static void eventFired(
            @Observes @Priority(EventObservers.FIRST_PRIORITY) CircleEvent event, EventMetadata metadata) {
        EventObservers.notifyFirst(metadata);
    }

    /** Circle's Auth API. It works where the filter is not switched on too. */
    @Produces
    @ApplicationScoped
    CircleAuthClient client() {
        return new SharedClient(() -> wiringForCaller().client());
    }

    /**
     * Returns the wiring for a use of the client.
     *
     * @throws IllegalStateException if the caller belongs to another module of the EAR, with another app token
     */
    private Wiring wiringForCaller() {
        Wiring wired = wiring();
        if (!wired.isFor(Thread.currentThread().getContextClassLoader())
                && wired.hasOtherAppTokenThan(ApplicationConfig.current())) {
            throw new IllegalStateException(
                    "circle-auth's client has the circle.auth.api-token of another module of the EAR,"
                            + " which uses the same copy of the library." + SharedLibrary.CURE);
        }
        return wired;
    }

    /** The current member, as {@code @Inject CircleMember} and {@code #{circleMember}}. */
    @Produces
    @ApplicationScoped
    @Named("circleMember")
    PageMember member() {
        return new RequestMember(this::memberOfRequest);
    }

    private LeaseMember memberOfRequest() {
        if (library == null) {
            throw notSwitchedOn();
        }
        HttpServletRequest request = request();
        // Another WAR of an EAR may have the same bean.
        CircleAuthRuntime runtime = ContextAttributes.runtime(request.getServletContext());
        if (runtime == null) {
            throw notSwitchedOn();
        }
        return runtime.memberOf(request);
    }

    private static IllegalStateException notSwitchedOn() {
        return new IllegalStateException("circle-auth is not switched on in this application. Put @CircleAuth on a"
                + " class, declare CircleAuthFilter in web.xml, or call CircleAuthFilter.register.");
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

    /** Circle's real-time channel as the current member. */
    @Produces
    @ApplicationScoped
    CircleLive live() {
        return Optional.ofNullable(wiring)
                .flatMap(Wiring::live)
                .orElseThrow(CircleAuthBeans::notSwitchedOn)
                .forListeners(this::memberOfRequest, this::request);
    }

    /** The sessions of all members. */
    @Produces
    @ApplicationScoped
    CircleSessions sessions() {
        return new MemberSessions(identity -> Optional.ofNullable(wiring)
                .flatMap(Wiring::leases)
                .orElseThrow(CircleAuthBeans::notSwitchedOn)
                .endAll(identity));
    }

    /** The counts of token events since the start. */
    @Produces
    @ApplicationScoped
    CircleStatistics statistics() {
        return () -> Optional.ofNullable(wiring)
                .flatMap(Wiring::statistics)
                .orElseThrow(CircleAuthBeans::notSwitchedOn)
                .snapshot();
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
                            + " CircleMember.capture() on the request's thread and hand over its result: to"
                            + " MemberApi.as(…), MemberAuthorization.as(…), or for rx() and async() of JAX-RS"
                            + " new MemberAuthorizationFilter(authorization.as(…)).",
                    noRequest);
        }
    }

    @PreDestroy
    void stop() {
        Wiring wired = wiring;
        if (wired != null) {
            STARTED.compareAndSet(wired, null);
            wired.close();
        }
        SharedLibrary claimed = library;
        if (claimed != null) {
            claimed.close();
        }
    }
}
