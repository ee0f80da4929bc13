package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleAuthException.ErrorDetails;
import io.github.circleauth.CircleRefusedException.Reason;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CircleAuthExceptionTest {

    @Test
    void thereAreExactlyThreeKinds() {
        assertThat(CircleAuthException.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(
                        CircleRefusedException.class, CircleUnavailableException.class, CircleProtocolException.class);
    }

    @Test
    void eachCarriesTheDetailsOfTheResponse() {
        ErrorDetails details = new ErrorDetails(404, "Refresh token not found.", "request-1");

        CircleAuthException refused = new CircleRefusedException(Reason.TOKEN_DEAD, "no", details);
        assertThat(refused.status()).hasValue(404);
        assertThat(refused.circleMessage()).contains("Refresh token not found.");
        assertThat(refused.requestId()).contains("request-1");

        var unavailable = new CircleUnavailableException("later", null, Duration.ofSeconds(3), true);
        assertThat(unavailable.status()).isEmpty();
        assertThat(unavailable.circleMessage()).isEmpty();
        assertThat(unavailable.requestId()).isEmpty();
        assertThat(unavailable.retryAfter()).contains(Duration.ofSeconds(3));
        assertThat(unavailable.isAmbiguous()).isTrue();
    }

    @Test
    @Tag("S4")
    void noneHasAFieldForASecretOrAParameterForACause() {
        for (Class<?> kind : List.of(
                CircleAuthException.class,
                CircleRefusedException.class,
                CircleUnavailableException.class,
                CircleProtocolException.class)) {
            assertThat(Arrays.stream(kind.getDeclaredFields()).map(Field::getType))
                    .doesNotContain(Secret.class, AccessToken.class, MemberTokens.class, Object.class);
            assertThat(Arrays.stream(kind.getConstructors())
                            .flatMap(constructor -> Arrays.stream(constructor.getParameterTypes())))
                    .noneMatch(Throwable.class::isAssignableFrom);
        }
    }
}
