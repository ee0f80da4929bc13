package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.CircleUnavailable;
import io.github.circleauth.event.FailureEvent;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.RevocationDelayed;
import io.github.circleauth.event.TokenKept;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenObtained;
import io.github.circleauth.event.TokenRefused;
import io.github.circleauth.event.TokenRenewed;
import io.github.circleauth.event.TokenRevoked;
import io.github.circleauth.http.HttpCircleAuthClient;
import io.github.circleauth.live.CircleLive;
import io.github.circleauth.live.CircleLiveEndpoint;
import io.github.circleauth.live.LiveChannel;
import io.github.circleauth.live.LiveListener;
import io.github.circleauth.live.LiveSubscription;
import io.github.circleauth.member.MemberApi;
import io.github.circleauth.member.MemberAuthorization;
import io.github.circleauth.member.MemberAuthorizationFilter;
import io.github.circleauth.operations.CircleAuthMXBean;
import io.github.circleauth.operations.CircleDiagnosticsServlet;
import io.github.circleauth.operations.CircleSessions;
import io.github.circleauth.operations.CircleStatistics;
import io.github.circleauth.servlet.CircleAuthFilter;
import io.github.circleauth.servlet.CircleAuthInitializer;
import io.github.circleauth.servlet.CircleAuthSessionListener;
import io.github.circleauth.servlet.CircleCookiesServlet;
import io.github.circleauth.servlet.CircleExceptionMappers;
import io.github.circleauth.servlet.CircleProxyServlet;
import io.github.circleauth.servlet.CircleTokenServlet;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The public API: it changes only on purpose, and no internal type can be reached from it. */
class PublicApiTest {

    private static final Path LIST = Path.of("src/test/resources/public-api.txt");
    private static final Path CURRENT = Path.of("target/public-api.txt");
    private static final String LIBRARY = "io.github.circleauth";

    /** The API outside the root package; any other public type there is internal. */
    private static final List<Class<?>> ELSEWHERE = List.of(
            HttpCircleAuthClient.class,
            HttpCircleAuthClient.Builder.class,
            CircleDiagnosticsServlet.class,
            MemberApi.class,
            MemberAuthorization.class,
            MemberAuthorizationFilter.class,
            CircleProxyServlet.class,
            CircleTokenServlet.class,
            CircleCookiesServlet.class,
            CircleAuthFilter.class,
            CircleLiveEndpoint.class,
            CircleAuthInitializer.class,
            CircleAuthSessionListener.class,
            CircleExceptionMappers.class,
            CircleLive.class,
            LiveChannel.class,
            LiveListener.class,
            LiveListener.End.class,
            LiveSubscription.class,
            CircleEvent.class,
            CircleUnavailable.class,
            FailureEvent.class,
            FailureReason.class,
            LeaseEnded.class,
            LeaseEnded.Reason.class,
            RevocationDelayed.class,
            TokenKept.class,
            TokenKind.class,
            TokenObtained.class,
            TokenRefused.class,
            TokenRenewed.class,
            TokenRenewed.Way.class,
            TokenRevoked.class,
            CircleSessions.class,
            CircleSessions.Ended.class,
            CircleSessions.Scope.class,
            CircleStatistics.class,
            CircleStatistics.Snapshot.class,
            CircleStatistics.LastFailure.class,
            CircleAuthMXBean.class,
            CircleAuthMXBean.Failure.class);

    @Test
    void thePublicApiIsTheOneInTheCheckedInList() throws Exception {
        List<String> current = api().stream()
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(PublicApiTest::described)
                .toList();
        Files.write(CURRENT, current);

        assertThat(current)
                .as(
                        "The public API has changed. If that is meant, copy circle-auth-jakarta/%s over"
                                + " circle-auth-jakarta/%s and have the change reviewed.",
                        CURRENT, LIST)
                .containsExactlyElementsOf(Files.readAllLines(LIST));
    }

    @Test
    void noInternalTypeCanBeReachedFromAPublicSignature() throws Exception {
        Set<Class<?>> api = api();

        for (Class<?> type : api) {
            assertThat(reachable(type)).as("types in signatures of %s", type).isSubsetOf(api);
        }
    }

    private static Set<Class<?>> api() throws IOException {
        return Stream.concat(rootTypes(), ELSEWHERE.stream()).collect(Collectors.toSet());
    }

    /** Returns the library's own types in the public and protected signatures of a type. */
    private static Set<Class<?>> reachable(Class<?> type) {
        Stream<Type> types = Stream.of(
                        Stream.of(type.getGenericInterfaces()),
                        Stream.ofNullable(type.getGenericSuperclass()),
                        Stream.of(type.getTypeParameters()),
                        Stream.of(type.getClasses()),
                        Stream.of(type.getDeclaredFields())
                                .filter(PublicApiTest::isOpen)
                                .map(Field::getGenericType),
                        Stream.<Executable>of(type.getDeclaredConstructors())
                                .filter(PublicApiTest::isOpen)
                                .flatMap(PublicApiTest::typesOf),
                        Stream.of(type.getDeclaredMethods())
                                .filter(PublicApiTest::isOpen)
                                .flatMap(method ->
                                        Stream.concat(Stream.of(method.getGenericReturnType()), typesOf(method))))
                .flatMap(each -> each);
        Set<Class<?>> found = new HashSet<>();
        Set<Type> seen = new HashSet<>();
        types.forEach(each -> collect(each, found, seen));
        return found;
    }

    private static Stream<Type> typesOf(Executable executable) {
        return Stream.of(
                        executable.getGenericParameterTypes(),
                        executable.getGenericExceptionTypes(),
                        executable.getTypeParameters())
                .flatMap(Stream::of);
    }

    private static void collect(Type type, Set<Class<?>> found, Set<Type> seen) {
        if (!seen.add(type)) {
            return;
        }
        if (type instanceof Class<?> plain) {
            Class<?> element = plain;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            if (element.getName().startsWith(LIBRARY)) {
                found.add(element);
            }
        } else if (type instanceof ParameterizedType parameterized) {
            collect(parameterized.getRawType(), found, seen);
            Stream.of(parameterized.getActualTypeArguments()).forEach(each -> collect(each, found, seen));
        } else if (type instanceof WildcardType wildcard) {
            Stream.of(wildcard.getUpperBounds()).forEach(each -> collect(each, found, seen));
            Stream.of(wildcard.getLowerBounds()).forEach(each -> collect(each, found, seen));
        } else if (type instanceof TypeVariable<?> variable) {
            Stream.of(variable.getBounds()).forEach(each -> collect(each, found, seen));
        } else if (type instanceof GenericArrayType array) {
            collect(array.getGenericComponentType(), found, seen);
        }
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
