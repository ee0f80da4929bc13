package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogoutServletTest {

    private boolean isSignedIn = true;
    private boolean hasSession = true;

    private interface Behaviour {
        Object of(String method);
    }

    private static <T> T proxy(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> behaviour.of(method.getName())));
    }

    private final HttpSession session = proxy(HttpSession.class, method -> {
        if (!hasSession) {
            throw new IllegalStateException(method + " is called on an invalidated session");
        }
        hasSession = false;
        return null;
    });

    private HttpServletRequest request(boolean logoutEndsSession) {
        return proxy(HttpServletRequest.class, method -> {
            if (method.equals("getSession")) {
                return hasSession ? session : null;
            }
            isSignedIn = false;
            hasSession &= !logoutEndsSession;
            return null;
        });
    }

    /** In Open Liberty, {@code logout()} ends the session too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void signOutEndsTheSessionAndTheSignInInEveryServer(boolean logoutEndsSession) throws Exception {
        LogoutServlet.signOut(request(logoutEndsSession));

        assertThat(hasSession).isFalse();
        assertThat(isSignedIn).isFalse();
    }

    /** A page of another site has the user's cookies, but not the token in the form. */
    @Test
    @Tag("I6")
    void aFormOfAnotherSiteSignsNobodyOut() throws Exception {
        HttpSession signedIn = proxy(HttpSession.class, method -> method.equals("getAttribute") ? "expected" : null);
        HttpServletRequest forged = proxy(HttpServletRequest.class, method -> switch (method) {
            case "getSession" -> signedIn;
            case "getParameter", "getHeader" -> null;
            default -> throw new AssertionError(method);
        });
        List<String> answers = new ArrayList<>();
        HttpServletResponse response = proxy(HttpServletResponse.class, method -> {
            answers.add(method);
            return null;
        });

        new LogoutServlet().doPost(forged, response);

        assertThat(answers).containsExactly("sendError");
    }

    @Test
    void withoutASessionSignOutEndsTheSignIn() throws Exception {
        hasSession = false;

        LogoutServlet.signOut(request(true));

        assertThat(isSignedIn).isFalse();
    }
}
