package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on servers has the servers, versions and tests of the build. */
class ServersDocsTest {

    private static final Path ROOT = Path.of("..");

    /** Server with its version, Jakarta EE, JDK, command and result. */
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| (\\D+?) ([\\w.]+) \\| ([\\d.]+|[^|]*) \\| (\\d+) \\| `\\./mvnw verify(?: -P([\\w-]+))?` \\| (\\d+ of \\d+) \\| .* \\|$");

    private final String root = Files.readString(ROOT.resolve("pom.xml"));
    private final String page = DocsPage.named("servers.md").text();
    private final List<MatchResult> rows = ROW.matcher(page).results().toList();

    ServersDocsTest() throws IOException {}

    private static List<String> all(String regex, String text) {
        return Pattern.compile(regex, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** Returns the folders of circle-auth-servers that profiles add; a profile has the folder's name. */
    private static List<String> folders() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("circle-auth-servers"))) {
            return files.filter(file -> Files.exists(file.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        }
    }

    @Test
    void thePageHasEachServerOfTheBuild() throws IOException {
        assertThat(rows)
                .extracting(row -> row.group(5))
                .filteredOn(profile -> profile != null)
                .containsExactlyInAnyOrderElementsOf(folders());
    }

    @Test
    void theVersionsAreThoseOfTheBuild() {
        List<String> versions = all("<version\\.[\\w-]+>([^<]+)<", root);

        assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(versions).contains(row.group(2)));
        assertThat(versions).as("of what a WAR adds in Tomcat").containsAll(all("<version>([^<]+)</version>", page));
    }

    @Test
    void eachServerHasAProfileAndAllServersHasEachServer() throws IOException {
        String allServers = all("<id>all-servers</id>(.*?)</profile>", root).get(0);

        assertThat(all("<module>circle-auth-servers/([^<]+)<", allServers))
                .containsExactlyInAnyOrderElementsOf(folders());
        assertThat(folders())
                .allSatisfy(folder -> assertThat(all(
                                "<id>" + folder + "</id>\\s*<modules>\\s*<module>circle-auth-servers/([^<]+)<", root))
                        .containsExactly(folder));
    }

    @Test
    void thePageHasEachTestOfTheSuite() throws IOException {
        String suite = Files.readString(ROOT.resolve("circle-auth-servers/pom.xml"));

        assertThat(all("<include>\\*\\*/(\\w+)\\.java</include>", suite))
                .isNotEmpty()
                .allSatisfy(test -> assertThat(page).contains("| `" + test + "` |"));
    }
}
