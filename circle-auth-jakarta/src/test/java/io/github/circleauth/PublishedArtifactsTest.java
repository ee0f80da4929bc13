package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The requirements of Maven Central, and of the artifacts' users. */
class PublishedArtifactsTest {

    private static final Path PROJECT = Path.of("..");
    private static final XPath XPATH = XPathFactory.newInstance().newXPath();

    private static Document pom(String module) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(PROJECT.resolve(module).resolve("pom.xml").toFile());
    }

    private static List<String> values(Document pom, String path) throws XPathExpressionException {
        NodeList nodes = (NodeList) XPATH.evaluate(path, pom, XPathConstants.NODESET);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(nodes.item(i).getTextContent().strip());
        }
        return values;
    }

    private static boolean isPublished(String module) {
        try {
            return !values(pom(module), "/project/properties/maven.deploy.skip").contains("true");
        } catch (Exception unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static Stream<String> published() throws Exception {
        return values(pom("."), "/project/modules/module").stream().filter(PublishedArtifactsTest::isPublished);
    }

    @Test
    void theseModulesArePublished() throws Exception {
        assertThat(published())
                .containsExactly(
                        "circle-auth-bom",
                        "circle-auth-sandbox-server",
                        "circle-auth-jakarta",
                        "circle-auth-sandbox",
                        "circle-auth-archetype");
    }

    /** The other elements come from the parent. */
    @ParameterizedTest
    @MethodSource("published")
    void aPublishedModuleSaysWhatItIs(String module) throws Exception {
        assertThat(values(pom(module), "/project/name"))
                .singleElement()
                .asString()
                .isNotEmpty();
        assertThat(values(pom(module), "/project/description"))
                .singleElement()
                .asString()
                .endsWith(".");
    }

    @Test
    void theParentHasAllElseThatCentralRequires() throws Exception {
        Document pom = pom(".");
        assertThat(values(pom, "/project/url")).hasSize(1);
        assertThat(values(pom, "/project/licenses/license/name")).containsExactly("Apache-2.0");
        assertThat(values(pom, "/project/developers/developer/name")).hasSize(1);
        assertThat(values(pom, "/project/scm/connection")).hasSize(1);
        assertThat(values(pom, "/project/scm/url")).hasSize(1);
    }

    @Test
    void theBillOfMaterialsListsTheLibrariesInTheProjectsVersion() throws Exception {
        Document bom = pom("circle-auth-bom");
        assertThat(values(bom, "//dependencyManagement//artifactId"))
                .containsExactlyInAnyOrderElementsOf(published()
                        .filter(module -> !Set.of("circle-auth-bom", "circle-auth-archetype")
                                .contains(module))
                        .toList());
        assertThat(values(bom, "//dependencyManagement//version")).containsOnly("${project.version}");
    }

    /** The test of the archetype runs it too, without Maven's search for the archetype on the network. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/getting-started.md"})
    void theArchetypesCommandIsTheOneThatIsTested(String page) throws Exception {
        String tested = Files.readString(PROJECT.resolve("circle-auth-archetype/src/it/new-site/invoker.properties"));
        String version = values(pom("."), "/project/version").get(0);
        List<String> options = Pattern.compile("-D\\S+")
                .matcher(tested)
                .results()
                .map(MatchResult::group)
                .filter(option -> !option.equals("-DarchetypeCatalog=local"))
                .map(option -> option.replace("${project.version}", version))
                .toList();

        assertThat(options).hasSize(5);
        assertThat(Files.readString(PROJECT.resolve(page)))
                .contains("mvn archetype:generate -B")
                .contains(options);
    }

    @Test
    void theJarCarriesItsLicence() throws IOException {
        for (String file : List.of("LICENSE", "NOTICE")) {
            assertThat(Path.of("target/classes/META-INF", file)).hasSameTextualContentAs(PROJECT.resolve(file));
        }
        assertThat(Files.readString(PROJECT.resolve("LICENSE"))).contains("Version 2.0, January 2004");
    }
}
