package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.http.HttpCircleAuthClient;
import io.github.circleauth.http.OrphanedTokens;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.MemberAuthorization;
import io.github.circleauth.member.MemberAuthorizationFilter;
import io.github.circleauth.servlet.CircleAuthFilter;
import io.github.circleauth.servlet.CircleAuthInitializer;
import io.github.circleauth.servlet.CircleAuthSessionListener;
import io.github.circleauth.servlet.CircleCookiesServlet;
import io.github.circleauth.servlet.CircleProxyServlet;
import io.github.circleauth.servlet.CircleTokenServlet;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users may build on changes only when somebody means it to. */
class PublicApiTest {

    private static final Path LIST = Path.of("src/test/resources/public-api.txt");
    private static final Path AS_IT_IS = Path.of("target/public-api.txt");

    /** The API outside the root package; what else is public there is so for the other rooms. */
    private static final List<Class<?>> ELSEWHERE = List.of(
            HttpCircleAuthClient.class,
            HttpCircleAuthClient.Builder.class,
            OrphanedTokens.class,
            MemberApi.class,
            MemberAuthorization.class,
            MemberAuthorizationFilter.class,
            CircleProxyServlet.class,
            CircleTokenServlet.class,
            CircleCookiesServlet.class,
            CircleAuthFilter.class,
            CircleAuthInitializer.class,
            CircleAuthSessionListener.class);

    @Test
    void thePublicApiIsTheOneInTheCheckedInList() throws Exception {
        List<String> now = Stream.concat(rootTypes(), ELSEWHERE.stream())
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(PublicApiTest::described)
                .toList();
        Files.write(AS_IT_IS, now);

        assertThat(now)
                .as(
                        "The public API has changed. If that is meant, copy circle-auth-jakarta/%s over"
                                + " circle-auth-jakarta/%s and have the change reviewed.",
                        AS_IT_IS, LIST)
                .containsExactlyElementsOf(Files.readAllLines(LIST));
    }

    private static Stream<Class<?>> rootTypes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target/classes/io/github/circleauth"))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
                    .<Class<?>>map(name -> type(name.substring(0, name.length() - ".class".length())))
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .toList()
                    .stream();
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("io.github.circleauth." + name);
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Stream<String> described(Class<?> type) {
        Stream<Member> members = Stream.of(
                        type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
                .flatMap(Arrays::stream);
        return Stream.concat(
                Stream.of(plain(type.toGenericString()) + supertypes(type)),
                members.filter(member -> !member.isSynthetic() && isOpen(member))
                        .map(PublicApiTest::signature)
                        .sorted()
                        .map(signature -> "    " + signature));
    }

    private static String supertypes(Class<?> type) {
        Class<?> above = type.getSuperclass();
        return Stream.concat(
                        above == null || List.of(Object.class, Record.class).contains(above)
                                ? Stream.empty()
                                : Stream.of(type.getGenericSuperclass()),
                        Arrays.stream(type.getGenericInterfaces()))
                .map(each -> " : " + plain(each.getTypeName()))
                .collect(Collectors.joining());
    }

    private static boolean isOpen(Member member) {
        return Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
    }

    private static String signature(Member member) {
        String text = member instanceof Field field ? field.toGenericString() : ((Executable) member).toGenericString();
        return plain(text.replace(member.getDeclaringClass().getTypeName() + ".", ""));
    }

    private static String plain(String signature) {
        return signature.replaceAll("\\b(?:java|jakarta|io\\.github\\.circleauth)\\.(?:[a-z0-9]+\\.)*(?=[A-Z])", "");
    }
}
