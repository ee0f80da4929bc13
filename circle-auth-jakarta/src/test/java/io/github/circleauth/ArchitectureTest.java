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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The house: one way down and no circle. */
class ArchitectureTest {

    private static final String ROOT = "io.github.circleauth";

    /** The rooms from the lowest up; each may use those before it. The root holds the API. */
    private static final List<String> ROOMS =
            List.of("", ".seal", ".http", ".ledger", ".session", ".member", ".servlet", ".cdi");

    private static final JavaClasses HOUSE = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void aRoomUsesOnlyTheRoomsBelowIt() {
        for (int i = 0; i < ROOMS.size(); i++) {
            String[] above = ROOMS.stream().skip(i + 1).map(room -> ROOT + room).toArray(String[]::new);
            if (above.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ROOMS.get(i))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .allowEmptyShould(true)
                        .check(HOUSE);
            }
        }
    }

    @Test
    void thereAreNoOtherRooms() {
        assertThat(rooms().map(JavaPackage::getName))
                .isSubsetOf(ROOMS.stream().map(room -> ROOT + room).toList());
    }

    @Test
    void theLanesToCircleAloneKnowHttpClientAndTheApplicationsOwn() {
        String users = List.of(
                        ".http.Lane",
                        ".http.Transport",
                        ".http.MemberCalls",
                        ".member.MemberAuthorization",
                        ".member.MemberExecChainHandler")
                .stream()
                .map(name -> Pattern.quote(ROOT + name) + "(?:\\$.*)?")
                .collect(Collectors.joining("|"));
        noClasses()
                .that()
                .haveNameNotMatching(users)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache..")
                .check(HOUSE);
    }

    @Test
    void theTokensFilterAloneKnowsRestClients() {
        noClasses()
                .that(not(belongTo(name(ROOT + ".member.MemberAuthorizationFilter"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.ws..")
                .check(HOUSE);
    }

    @Test
    void onlyHttpKnowsJsonBinding() {
        only(".http", "jakarta.json.bind..");
    }

    @Test
    void theLedgersTableAloneHasSql() {
        noClasses()
                .that(not(belongTo(name(ROOT + ".ledger.LedgerTable"))))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(PreparedStatement.class, ResultSet.class)
                .check(HOUSE);
        only(".ledger", "java.sql..");
    }

    @Test
    void onlyTheWiringKnowsCdiAndConfiguration() {
        only(".cdi", "jakarta.enterprise..", "jakarta.inject..", "org.eclipse.microprofile..", "javax.naming..");
    }

    /** What a token says of itself may have it refused and grants nothing: nobody could check its signature. */
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
                .check(HOUSE);
        noClasses()
                .that(not(belongTo(name(comparison))))
                .and(not(belongTo(name(ROOT + ".session.Custody"))))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(comparison)
                .check(HOUSE);
        assertThat(HOUSE.get(comparison).getMethods())
                .filteredOn(method -> !method.getModifiers().contains(JavaModifier.PRIVATE))
                .extracting(JavaMethod::getName)
                .containsExactly("contradicts");
    }

    @Test
    void onlyTheServletRoomAndTheWiringKnowServlets() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".servlet", ROOT + ".cdi")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.servlet..")
                .check(HOUSE);
    }

    private static void only(String room, String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(HOUSE);
    }

    @Test
    void nothingComesFromElsewhereThanTheJdkTheServerAndHttpClient() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        ROOT + "..",
                        "java..",
                        "javax.crypto..",
                        "javax.net..",
                        "javax.naming..",
                        "javax.sql..",
                        "jakarta..",
                        "org.eclipse.microprofile.config..",
                        "org.apache.hc..",
                        "org.slf4j..", // HttpClient's, to see whether its loggers are on
                        "org.jspecify.annotations..",
                        "" /* arrays of primitives */))
                .check(HOUSE);
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
                .check(HOUSE);
    }

    @Test
    void inEveryRoomNullIsWrittenOnlyWhereItIsMeant() {
        assertThat(rooms()).isNotEmpty().allMatch(room -> room.isAnnotatedWith(NullMarked.class));
    }

    private static Stream<JavaPackage> rooms() {
        JavaPackage root = HOUSE.getPackage(ROOT);
        return Stream.concat(Stream.of(root), root.getSubpackagesInTree().stream())
                .filter(room -> !room.getClasses().isEmpty());
    }
}
