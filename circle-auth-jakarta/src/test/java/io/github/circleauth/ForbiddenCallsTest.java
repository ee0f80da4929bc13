package io.github.circleauth;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.servlet.ServletRequest;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Methods of the JDK and of the server that the library calls nowhere, or in a few classes alone. */
class ForbiddenCallsTest {

    private static final String PACKAGE = "io\\.github\\.circleauth\\.";

    private static final JavaClasses LIBRARY = new ClassFileImporter().importPath(Path.of("target/classes"));

    /**
     * None of these classes looks for a user: they read media types, origins, bodies for Circle, the form of an operator, and
     * whether a request is a handshake.
     */
    @Test
    @Tag("I5")
    void onlyTheseClassesReadWhatTheBrowserSends() {
        noClasses()
                .that()
                .haveNameNotMatching(PACKAGE
                        + "(servlet\\.(SameOrigin|ProxyExchange|PageReader|SocketHandshake)|live\\.PageHandshake"
                        + "|operations\\.(DiagnosticsFormat|CircleDiagnosticsServlet))")
                .should()
                .callMethodWhere(target(nameMatching("get(Parameter|Header|Cookie|Part|InputStream|Reader).*"))
                        .and(target(owner(assignableTo(ServletRequest.class)))))
                .check(LIBRARY);
    }

    /** A shutdown hook would keep the application's classes until the end of the server. */
    @Test
    @Tag("L16")
    void nothingOutlivesTheApplication() {
        noClasses()
                .should()
                .callMethod(Runtime.class, "addShutdownHook", Thread.class)
                .orShould()
                .callMethod(File.class, "deleteOnExit")
                .check(LIBRARY);
    }
}
