package io.github.circleauth;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The packages: dependencies point one way, and never in a circle. */
class ArchitectureTest {

    private static final String ROOT = "io.github.circleauth";

    /** Each package, and those it may use. The root holds the API. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("", Set.of()),
            Map.entry(".event", Set.of("")),
            Map.entry(".log", Set.of()),
            Map.entry(".seal", Set.of("", ".log")),
            Map.entry(".ledger", Set.of("", ".log", ".seal")),
            Map.entry(".http", Set.of("", ".log", ".seal", ".ledger")),
            Map.entry(".session", Set.of("", ".event", ".log", ".seal", ".ledger", ".http")),
            Map.entry(".member", Set.of("", ".event", ".log", ".seal", ".ledger", ".http")),
            Map.entry(".servlet", Set.of("", ".event", ".log", ".seal", ".ledger", ".http", ".session", ".member")),
            Map.entry(
                    ".live",
                    Set.of("", ".event", ".log", ".seal", ".ledger", ".http", ".session", ".member", ".servlet")),
            Map.entry(
                    ".operations",
                    Set.of("", ".event", ".log", ".seal", ".ledger", ".http", ".session", ".member", ".servlet")),
            Map.entry(
                    ".cdi",
                    Set.of(
                            "",
                            ".event",
                            ".log",
                            ".seal",
                            ".ledger",
                            ".http",
                            ".session",
                            ".member",
                            ".servlet",
                            ".live",
                            ".operations")));

    private static final JavaClasses LIBRARY = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void aPackageUsesOnlyThePackagesBelowIt() {
        MAY_USE.forEach((user, usable) -> {
            String[] others = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(user) && !usable.contains(other))
                    .map(other -> ROOT + other)
                    .toArray(String[]::new);
            if (others.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + user)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(others)
                        .check(LIBRARY);
            }
        });
    }

    @Test
    void thereAreNoOtherPackages() {
        assertThat(packages().map(JavaPackage::getName))
                .containsExactlyInAnyOrderElementsOf(
                        MAY_USE.keySet().stream().map(name -> ROOT + name).toList());
    }

    @Test
    void onlyTheTransportAndTheHandlerOfTheApplicationsClientKnowHttpClient() {
        onlyClasses(
                Set.of(
                        ".http.HttpTransport",
                        ".http.ConnectionPool",
                        ".http.NetworkFailure",
                        ".http.ProxyTunnel",
                        ".http.RequestProgress",
                        ".member.MemberAuthorization",
                        ".member.HttpMemberAuthorization",
                        ".member.ApacheHttpClientInterceptor"),
                "org.apache..");
    }

    @Test
    void onlyTheTransportKnowsHttpClientsLoggers() {
        onlyClasses(Set.of(".http.HttpTransport"), "org.slf4j..");
    }

    @Test
    void onlyTheFilterOfRestClientsAndTheMappersOfExceptionsKnowJaxRs() {
        onlyClasses(
                Set.of(
                        ".member.MemberAuthorizationFilter",
                        ".member.MemberProcessingException",
                        ".cdi.AsyncRestClients",
                        ".servlet.CircleExceptionMappers"),
                "jakarta.ws..");
    }

    /** A server need not have it: the class loads only where a REST client is made. */
    @Test
    void onlyTheListenerOfItsClientsKnowsMicroProfileRestClient() {
        onlyClasses(Set.of(".cdi.AsyncRestClients"), "org.eclipse.microprofile.rest..");
    }

    /** A server need not have them: these classes are linked only where pages have a live channel. */
    @Test
    void onlyTheEndpointOfPagesKnowsWebSockets() {
        Set<String> endpoint = Set.of("PageEndpoint", "PageHandshake", "WebSocketPage");
        onlyClasses(endpoint.stream().map(name -> ".live." + name).collect(Collectors.toSet()), "jakarta.websocket..");
        for (String known : endpoint) {
            noClasses()
                    .that()
                    .haveNameNotMatching(
                            Pattern.quote(ROOT) + "\\.live\\.(PageMapping|" + String.join("|", endpoint) + ")(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName(ROOT + ".live." + known)
                    .check(LIBRARY);
        }
    }

    /** Servers need not have them: each is loaded only where the application's class loader finds its API. */
    @Test
    void eachApiOfALoginIsKnownToOneClass() {
        onlyClasses(Set.of(".cdi.MicroProfileTokens"), "org.eclipse.microprofile.jwt..");
        onlyClasses(Set.of(".cdi.JakartaOpenId"), "jakarta.security..");
        for (String source : List.of("MicroProfileTokens", "JakartaOpenId", "PayaraOpenId", "WildFlyOpenIdTokens")) {
            noClasses()
                    .that()
                    .haveNameNotMatching(Pattern.quote(ROOT) + "\\.cdi\\.(ClaimSources|" + source + ")(\\$.*)?")
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName(ROOT + ".cdi." + source)
                    .check(LIBRARY);
        }
    }

    /** Servers need not have them: each is linked only where the application's class loader finds its API. */
    @Test
    void theApisOfHealthAndTelemetryAreKnownToTheClassesThatAreNamedAfterThem() {
        onlyClasses(Set.of(".cdi.ReadinessCheck"), "org.eclipse.microprofile.health..");
        onlyClasses(
                Set.of(".operations.MicroProfileMeters", ".cdi.InjectedMetricRegistry"),
                "org.eclipse.microprofile.metrics..");
        onlyClasses(Set.of(".operations.MicrometerMeters"), "io.micrometer..");
        onlyClasses(
                Set.of(
                        ".operations.OpenTelemetryMeters",
                        ".operations.OpenTelemetrySpans",
                        ".operations.OpenTelemetryGlobal"),
                "io.opentelemetry..");
        noClasses()
                .that(not(belongTo(name(ROOT + ".cdi.OptionalBeans"))))
                .and(not(belongTo(name(ROOT + ".cdi.ReadinessCheck"))))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ROOT + ".cdi.ReadinessCheck")
                .check(LIBRARY);
    }

    /**
     * The Auth API's JSON decides about tokens, the Member API's does not: each has one class that knows JSON-B. Of the others, one
     * knows its annotations alone, and one asks only whether there is an implementation.
     */
    @Test
    void onlyOneClassForEachApiKnowsJsonBinding() {
        onlyClasses(
                Set.of(".http.TokenJson", ".member.MemberJson", ".member.JsonMembers", ".http.RequiredLibraries"),
                "jakarta.json.bind..");
    }

    /** The live channel's client of today; another one may replace it. */
    @Test
    void onlyTheUpstreamAndTheHandlerOfTheApplicationsClientKnowTheClientOfTheJdk() {
        onlyClasses(
                Set.of(
                        ".live.JdkUpstream",
                        ".live.JdkConnection",
                        ".live.HandshakeFailure",
                        ".member.MemberAuthorization",
                        ".member.HttpMemberAuthorization",
                        ".member.JdkHttpClientCall",
                        ".member.PeekedBody"),
                "java.net.http..");
    }

    @Test
    void oneClassAloneKnowsJmx() {
        onlyClasses(Set.of(".operations.JmxRegistration"), "javax.management..");
    }

    @Test
    void oneClassAloneExecutesSql() {
        noClasses()
                .that(not(belongTo(name(ROOT + ".ledger.LedgerStatements"))))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(PreparedStatement.class, ResultSet.class)
                .check(LIBRARY);
        only(".ledger", "java.sql..");
    }

    @Test
    void onlyTheWiringKnowsCdiAndConfiguration() {
        only(".cdi", "jakarta.enterprise..", "org.eclipse.microprofile.config..", "javax.naming..");
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cdi")
                .and(not(belongTo(name(ROOT + ".CircleTls")))) // A qualifier.
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.inject..")
                .check(LIBRARY);
    }

    /** A token's claims may cause its refusal but grant nothing, since its signature cannot be checked. */
    @Test
    void P10_onlyTheComparisonOfMembersLooksIntoAToken() {
        String comparison = ROOT + ".session.MemberIdClaim";
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".seal")
                .and(not(belongTo(name(comparison))))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Base64.Decoder.class)
                .check(LIBRARY);
        noClasses()
                .that(not(belongTo(name(comparison))))
                .and(not(belongTo(name(ROOT + ".session.LeaseLedger"))))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(comparison)
                .check(LIBRARY);
        assertThat(LIBRARY.get(comparison).getMethods())
                .filteredOn(method -> !method.getModifiers().contains(JavaModifier.PRIVATE))
                .extracting(JavaMethod::getName)
                .containsExactly("contradicts");
    }

    @Test
    void onlyTheServletPackageTheDiagnosticsPageTheLiveEndpointAndTheWiringKnowServlets() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".servlet", ROOT + ".cdi")
                .and(not(belongTo(name(ROOT + ".operations.CircleDiagnosticsServlet"))))
                .and(not(belongTo(name(ROOT + ".operations.DiagnosticsFormat"))))
                .and(not(belongTo(name(ROOT + ".live.CircleLiveEndpoint"))))
                .and(not(belongTo(name(ROOT + ".live.PageMapping"))))
                .and(not(belongTo(name(ROOT + ".live.PageEndpoint"))))
                .and(not(belongTo(name(ROOT + ".live.PageHandshake"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.servlet..")
                .check(LIBRARY);
    }

    private static void onlyClasses(Set<String> users, String... packages) {
        String names = users.stream()
                .map(name -> Pattern.quote(ROOT + name) + "(?:\\$.*)?")
                .collect(Collectors.joining("|"));
        noClasses()
                .that()
                .haveNameNotMatching(names)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(LIBRARY);
    }

    private static void only(String user, String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + user)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(LIBRARY);
    }

    @Test
    void R6_nothingComesFromElsewhereThanTheJdkTheServerAndHttpClient() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        ROOT + "..",
                        "java..",
                        "javax.crypto..",
                        "javax.management..",
                        "javax.net..",
                        "javax.naming..",
                        "javax.sql..",
                        "jakarta..",
                        "org.eclipse.microprofile.config..",
                        "org.eclipse.microprofile.health..",
                        "org.eclipse.microprofile.metrics..",
                        "io.opentelemetry..",
                        "io.micrometer..",
                        "org.eclipse.microprofile.jwt..",
                        "org.eclipse.microprofile.rest.client..",
                        "org.apache.hc..",
                        "org.slf4j..", // HttpClient's, to see whether its loggers are on
                        "org.jspecify.annotations..",
                        "" /* arrays of primitives */))
                .check(LIBRARY);
    }

    @Test
    void aNameSaysWhatAClassIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Service")
                .check(LIBRARY);
    }

    @Test
    void inEveryPackageNullIsWrittenOnlyWhereItIsMeant() {
        assertThat(packages()).isNotEmpty().allMatch(each -> each.isAnnotatedWith(NullMarked.class));
    }

    private static Stream<JavaPackage> packages() {
        JavaPackage root = LIBRARY.getPackage(ROOT);
        return Stream.concat(Stream.of(root), root.getSubpackagesInTree().stream())
                .filter(each -> !each.getClasses().isEmpty());
    }
}
