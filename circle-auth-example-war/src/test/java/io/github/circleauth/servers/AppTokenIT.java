package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The app token in each place of {@code docs/app-token.md}, with the commands there, and its replacement without a restart. */
class AppTokenIT extends ServerTestBase {

    private static final String DEPLOYMENT = "app-token-of-the-server";
    private static final String WITH_FILE = "app-token-in-a-file";

    /** Not the library's own, which the tests' servers have. */
    private static final String KEY = "app-token.of-the-recipe";

    private static final Path FILE = Path.of(System.getProperty("it.work"), "circle-app-token");
    private static final Path PAGE = Path.of("../docs/app-token.md");
    private static final Pattern CODE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    /** The library and the server read it once a minute each. */
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2).plus(SOON);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive ofTheServer() {
        return war(DEPLOYMENT, "circle.auth.api-token=${" + KEY + "}");
    }

    @Deployment(name = WITH_FILE, managed = false, testable = false)
    static WebArchive inAFile() {
        return war(WITH_FILE, "")
                .addAsResource(documentedSource().toFile(), "com/example/MountedSecret.class")
                .addAsResource(
                        new StringAsset("com.example.MountedSecret"),
                        "META-INF/services/" + ConfigSource.class.getName());
    }

    private static WebArchive war(String name, String appToken) {
        return TwoCircles.withLibrary(TestWars.application(name, TestWars.FILTER)
                .addAsResource(
                        new StringAsset("""
                                # above the system properties
                                config_ordinal=500
                                circle.auth.base-url=http://127.0.0.1:%s
                                circle.auth.identity=community-member-id
                                circle.auth.connect-timeout=PT10S
                                circle.auth.call-timeout=PT20S
                                circle.auth.request-wait=PT20S
                                # Payara keeps a value for a minute otherwise.
                                mp.config.cache.duration=1
                                %s""".formatted(System.getProperty("it.sandbox-port"), appToken)),
                        "META-INF/microprofile-config.properties"));
    }

    private static List<MatchResult> documented(String language) {
        try {
            return CODE.matcher(Files.readString(PAGE))
                    .results()
                    .filter(block -> block.group(1).equals(language))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the commands of the page that begin with a text, in its order. */
    private static List<String> commands(String beginning) {
        return documented("").stream()
                .flatMap(block -> block.group(2).lines())
                .filter(line -> line.startsWith(beginning))
                .map(line -> line.replace("circle.auth.api-token", KEY))
                .toList();
    }

    /** Compiles the class of the page, with the test's file. Returns the class file. */
    private static Path documentedSource() {
        String source = "package com.example; import java.io.*; import java.nio.file.*; import java.util.*;"
                + " import org.eclipse.microprofile.config.spi.*;\n"
                + documented("java").get(0).group(2);
        try {
            Path folder = Files.createDirectories(FILE.resolveSibling("documented"));
            Path file = folder.resolve("MountedSecret.java");
            Files.writeString(
                    file,
                    source.replace("/run/secrets/circle-app-token", FILE.toString())
                            .replace("350", "1000"));
            int failed = ToolProvider.getSystemJavaCompiler()
                    .run(
                            null,
                            null,
                            null,
                            "--release",
                            "17",
                            "-cp",
                            classPath(),
                            "-d",
                            folder.toString(),
                            file.toString());
            assertThat(failed).isZero();
            return folder.resolve("com/example/MountedSecret.class");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return ConfigSource.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    @AfterEach
    void awaitTheEnd() {
        awaitNoTokenAlive();
        circle.apiToken(System.getProperty("it.api-token"));
    }

    /** Deploys, and replaces the token while users are signed in. */
    private void replaces(String deployment, Consumer<String> recipe, Consumer<String> replacement) {
        circle.reset();
        circle.apiToken("the-first-app-token");
        recipe.accept("the-first-app-token");
        deployer.deploy(deployment);
        ProbeClient ada = new ProbeClient(deployment);
        String before = ada.stepsAs(ADA, "session,token").get(0);
        assertThat(before).startsWith(ADA + " ");

        replacement.accept("the-next-app-token");
        circle.apiToken("the-next-app-token");

        ProbeClient grace = new ProbeClient(deployment);
        await().atMost(TWO_MINUTES)
                .untilAsserted(() ->
                        assertThat(grace.stepsAs(GRACE, "session,token").get(0)).startsWith(GRACE + " "));
        assertThat(ada.stepsAs(ADA, "token")).containsExactly(before);
        grace.stepsAs(GRACE, "invalidate");
        ada.stepsAs(ADA, "invalidate");
        awaitNoTokenAlive();
        deployer.undeploy(deployment);
    }

    @Test
    @Tag("S14")
    void aMountedFile() {
        Consumer<String> write = token -> {
            try {
                Files.writeString(FILE, token + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };

        replaces(WITH_FILE, write, write);
    }

    @Test
    void wildFlysEncryptedExpressionWithAKeyInACredentialStore() {
        assumeTrue(AdminCommands.areOfWildFly());
        List<String> commands = commands("/s");
        assertThat(commands).hasSize(6);
        try {
            replaces(
                    DEPLOYMENT,
                    token -> encrypt(commands.subList(0, 4), token),
                    token -> encrypt(commands.subList(4, 6), token));
        } finally {
            // The store and its key stay until the server stops, since to remove them needs a reload.
            AdminCommands.jbossCli("/system-property=" + KEY + ":remove");
        }
        assertThat(AdminCommands.jbossCli(":read-attribute(name=server-state)")).contains("\"running\"");
    }

    private static void encrypt(List<String> commands, String token) {
        String expression = "";
        for (String command : commands) {
            String output = AdminCommands.jbossCli(
                    command.replaceFirst("YOUR-(NEW-)?APP-TOKEN", token).replace("${ENC::circle:RUxZ…}", expression));
            MatchResult encrypted = Pattern.compile("\\$\\{ENC::circle:[^}]+}")
                    .matcher(output)
                    .results()
                    .findFirst()
                    .orElse(null);
            expression = encrypted == null ? expression : encrypted.group();
        }
        assertThat(expression).doesNotContain(token);
    }

    @Test
    void payarasPasswordAlias() {
        assumeTrue(AdminCommands.areOfPayara());
        List<String> commands = commands("asadmin ");
        assertThat(commands).hasSize(3);
        try {
            replaces(
                    DEPLOYMENT,
                    token -> commands.subList(0, 2).forEach(command -> alias(command, token)),
                    token -> alias(commands.get(2), token));
        } finally {
            AdminCommands.asadmin("delete-config-property --source=domain --propertyName=" + KEY);
            AdminCommands.asadmin("delete-password-alias circle-app-token");
        }
    }

    private static void alias(String command, String token) {
        Path file = AdminCommands.file("AS_ADMIN_ALIASPASSWORD=" + token + "\n");
        AdminCommands.asadmin(command.replace("token.txt", file.toString()));
    }
}
