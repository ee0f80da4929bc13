package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CircleAuthInitializerTest {

    @CircleAuth(
            identity = MemberIdentity.Kind.SSO_USER_ID,
            urlPatterns = {"/app/*", "/api/*"})
    private static final class Annotated {}

    @CircleAuth
    private static final class AnnotatedPlainly {}

    @CircleAuth(identity = {MemberIdentity.Kind.SSO_USER_ID, MemberIdentity.Kind.VERIFIED_EMAIL})
    private static final class OfTwoKinds {}

    private abstract static class SomeFilter implements Filter {}

    private final StubContext application = new StubContext();

    private void start(Class<?>... classes) throws ServletException {
        new CircleAuthInitializer().onStartup(classes.length == 0 ? null : Set.of(classes), application.context);
    }

    @Test
    void theJarAloneDoesNothing() throws Exception {
        application.declaring("theirs", SomeFilter.class);
        start();
        start(String.class);

        assertThat(application.attributes).isEmpty();
        assertThat(application.listeners).isEmpty();
        assertThat(application.registrationCalls).isEmpty();
        assertThat(ContextAttributes.isSwitchedOn(application.context)).isFalse();
    }

    @Test
    void theAnnotationAddsTheListenerAndTheFilterAfterTheApplicationsOwn() throws Exception {
        start(Annotated.class);

        assertThat(application.filterClasses)
                .containsOnlyKeys("circle-auth")
                .containsValue(CircleAuthFilter.class.getName());
        assertThat(application.registrationCalls)
                .containsExactly(
                        "setAsyncSupported[true]", "addMappingForUrlPatterns[[REQUEST], true, [/app/*, /api/*]]");
        assertThat(application.listeners).containsExactly(CircleAuthSessionListener.class);
        assertThat(ContextAttributes.identity(application.context)).contains(MemberIdentity.Kind.SSO_USER_ID);
        assertThat(ContextAttributes.isSwitchedOn(application.context)).isTrue();
    }

    @Test
    void byDefaultTheAnnotationMapsAllRequestsAndNamesNoIdentity() throws Exception {
        start(AnnotatedPlainly.class);

        assertThat(application.registrationCalls).contains("addMappingForUrlPatterns[[REQUEST], true, [/*]]");
        assertThat(ContextAttributes.identity(application.context)).isEmpty();
    }

    @Test
    void theFilterInWebXmlAddsTheListener() throws Exception {
        application.declaring("theirs", CircleAuthFilter.class);
        start();

        assertThat(application.listeners).containsExactly(CircleAuthSessionListener.class);
        assertThat(ContextAttributes.isSwitchedOn(application.context)).isTrue();
        assertThat(application.registrationCalls).as("it is mapped in web.xml").isEmpty();
    }

    @Test
    void theApplicationsOwnInitializerMaySwitchItOn() {
        CircleAuthFilter.register(application.context, "/members/*");

        assertThat(application.registrationCalls).contains("addMappingForUrlPatterns[[REQUEST], true, [/members/*]]");
        assertThat(application.listeners).containsExactly(CircleAuthSessionListener.class);
    }

    @Test
    void twoWaysAtOnceFailTheDeploymentWithASentence() {
        application.declaring("theirs", CircleAuthFilter.class);

        assertThatThrownBy(() -> start(Annotated.class))
                .isInstanceOf(ServletException.class)
                .hasMessage("circle-auth is switched on twice in this application: by @CircleAuth on "
                        + Annotated.class.getName() + " and by web.xml. Keep one of the two.");
    }

    @Test
    void twoAnnotationsFailTheDeployment() {
        assertThatThrownBy(() -> start(Annotated.class, AnnotatedPlainly.class))
                .isInstanceOf(ServletException.class)
                .hasMessageContainingAll(
                        "switched on twice", Annotated.class.getName(), AnnotatedPlainly.class.getName());
    }

    @Test
    void registeringFailsBeforeAndAfterAnotherWay() throws Exception {
        StubContext other = new StubContext();
        CircleAuthFilter.register(other.context);
        assertThatThrownBy(() -> new CircleAuthInitializer().onStartup(Set.of(Annotated.class), other.context))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("and by CircleAuthFilter.register.");

        start(Annotated.class);
        assertThatThrownBy(() -> CircleAuthFilter.register(application.context))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("and by CircleAuthFilter.register. Keep one of the two.");
    }

    @Test
    void registeringAndWebXmlTogetherFailTheDeploymentToo() {
        application.declaring("theirs", CircleAuthFilter.class);
        CircleAuthFilter.register(application.context);

        assertThatThrownBy(() -> start())
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("by CircleAuthFilter.register and by web.xml");
    }

    @Test
    void registeringAloneIsNotTakenForWebXml() throws Exception {
        CircleAuthFilter.register(application.context);
        start();

        assertThat(application.listeners).hasSize(1);
    }

    @Test
    void anAnnotationThatNamesTwoKindsOfIdentityFailsTheDeployment() {
        assertThatThrownBy(() -> start(OfTwoKinds.class))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining("names 2 kinds of identity");
    }

    /** Open Liberty only logs what an initializer throws, but does not start an application whose listener fails. */
    private void assertListenerFailsAsTheInitializer(Class<?>... classes) {
        String message = catchThrowable(() -> start(classes)).getMessage();

        assertThatThrownBy(() -> new CircleAuthSessionListener()
                        .contextInitialized(new ServletContextEvent(application.context)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    @Test
    void twoWaysAtOnceFailTheListenerToo() {
        assertListenerFailsAsTheInitializer(Annotated.class, AnnotatedPlainly.class);
    }

    @Test
    void twoKindsOfIdentityFailTheListenerToo() {
        assertListenerFailsAsTheInitializer(OfTwoKinds.class);
    }

    @Test
    void aFilterWithoutTheRestFailsEveryRequestWithASentence() {
        FilterConfig config = (FilterConfig) Proxy.newProxyInstance(
                FilterConfig.class.getClassLoader(),
                new Class<?>[] {FilterConfig.class},
                (proxy, method, args) -> application.context);

        CircleAuthFilter filter = new CircleAuthFilter();
        filter.init(config);

        assertThatThrownBy(() -> filter.doFilter(null, null, null))
                .isInstanceOf(ServletException.class)
                .hasMessage(ContextAttributes.NOT_STARTED)
                .hasMessageContainingAll("circle-auth did not start", "WEB-INF/lib", "CDI", "circle_auth");
    }

    @Test
    void aFilterWithoutTheRestFailsTheStartOfCdiWhereTheServerPassesTheContext() throws Exception {
        ContextAttributes.failIfFilterIsAlone(application.context);
        application.declaring("theirs", CircleAuthFilter.class);

        assertThatThrownBy(() -> ContextAttributes.failIfFilterIsAlone(application.context))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(ContextAttributes.NOT_STARTED);

        start();
        ContextAttributes.failIfFilterIsAlone(application.context);
    }

    /** Open Liberty's context throws in the listener that starts CDI. */
    @Test
    void aContextThatMayNotBeAskedForItsFiltersCountsAsOneWithoutTheFilter() {
        application.declaring("theirs", CircleAuthFilter.class);
        application.isOfProgrammaticListener = true;

        assertThatCode(() -> ContextAttributes.failIfFilterIsAlone(application.context))
                .doesNotThrowAnyException();
    }

    @Test
    void anInitializerThatStartsCdiMayRunBeforeTheLibrarysOwn() throws Exception {
        application.declaring("theirs", CircleAuthFilter.class);
        application.isInInitializer = true;

        ContextAttributes.failIfFilterIsAlone(application.context);
        start();
        application.startListeners();

        assertThat(application.startListeners).hasSize(1);
        assertThat(application.listeners).containsExactly(CircleAuthSessionListener.class);
    }

    @Test
    void aFilterWithoutTheRestFailsTheStartAlsoWhereAnInitializerStartsCdi() {
        application.declaring("theirs", CircleAuthFilter.class);
        application.isInInitializer = true;

        ContextAttributes.failIfFilterIsAlone(application.context);

        assertThatThrownBy(application::startListeners)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(ContextAttributes.NOT_STARTED);
    }

    @Test
    void onceTheLibraryIsSwitchedOnTheFiltersAreNotLookedUpAgain() throws Exception {
        start(Annotated.class);
        int before = application.registrationLookUps;

        ContextAttributes.failIfFilterIsAlone(application.context);

        assertThat(application.registrationLookUps).isEqualTo(before);
    }

    /** The class loader of a server that loads initializers with another loader than the application's. */
    private static final class InitializersLoader extends ClassLoader {

        InitializersLoader() {
            super(CircleAuthInitializerTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.startsWith("io.github.circleauth") ? again(name) : super.loadClass(name, resolve);
        }

        private Class<?> again(String name) throws ClassNotFoundException {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void anInitializerOfAnotherClassLoaderRegistersTheApplicationsClasses() throws Exception {
        ClassLoader initializers = new InitializersLoader();
        Object initializer = initializers
                .loadClass(CircleAuthInitializer.class.getName())
                .getDeclaredConstructor()
                .newInstance();

        ((ServletContainerInitializer) initializer)
                .onStartup(Set.of(initializers.loadClass(Annotated.class.getName())), application.context);

        assertThat(initializer).isNotInstanceOf(CircleAuthInitializer.class);
        assertThat(application.listeners).containsExactly(CircleAuthSessionListener.class);
        assertThat(ContextAttributes.identity(application.context)).contains(MemberIdentity.Kind.SSO_USER_ID);
    }

    @Test
    void theContainerFindsTheInitializer() {
        assertThat(ServiceLoader.load(ServletContainerInitializer.class))
                .anyMatch(CircleAuthInitializer.class::isInstance);
    }
}
