package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleAuthException;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When Circle last refused the application, and until when that holds. */
class AppRefusalTest {

    private static final CannedResponse OBTAINED = Samples.json(200, Samples.obtained());
    private static final CannedResponse REVOKED = Samples.response(204, "");
    private static final CannedResponse APP_TOKEN = error(401, "Your account could not be authenticated.");
    private static final CannedResponse PLAN =
            error(403, "Your community isn't eligible for headless API access. Please upgrade or contact support");

    private final ManualTicker ticker = new ManualTicker();
    private CannedResponse next = OBTAINED;
    private final CircleHttp http = new CannedTransport(next)
            .builder()
            .ticker(ticker)
            .transport(request -> next.to(request))
            .build();
    private final CircleAuthClient client = http.tokenEndpoint(RequestPriority.AWAITED);

    @AfterEach
    void close() {
        http.close();
    }

    private static CannedResponse error(int status, String message) {
        return Samples.json(status, Samples.envelope(message));
    }

    private void obtain(CannedResponse response) {
        next = response;
        Throwable unused = Assertions.catchThrowableOfType(
                CircleAuthException.class, () -> client.getMemberAPITokenFromEmail(Samples.EMAIL));
    }

    private void revoke(CannedResponse response) {
        next = response;
        Throwable unused = Assertions.catchThrowableOfType(
                CircleAuthException.class, () -> client.revokeRefreshToken(Samples.REFRESH_TOKEN));
    }

    @Test
    void aSuccessEndsIt() {
        assertThat(http.refusal()).isNull();

        obtain(APP_TOKEN);
        assertThat(http.refusal()).isEqualTo(new AppRefusal(false, ticker.nanos()));

        obtain(OBTAINED);
        assertThat(http.refusal()).isNull();
    }

    @Test
    void theLastOneCounts() {
        obtain(PLAN);
        ticker.move(Duration.ofMinutes(3));
        obtain(PLAN);

        assertThat(http.refusal()).isEqualTo(new AppRefusal(true, ticker.nanos()));
    }

    @Test
    void whatConcernsAMemberOrTheNetworkIsNone() {
        obtain(error(404, "Could not find community member for the provided identifier."));
        obtain(error(503, "Later."));
        obtain(error(410, "Gone."));

        assertThat(http.refusal()).isNull();
    }

    @Test
    void aSuccessOfAnotherKindOfRequestDoesNotHideIt() {
        obtain(APP_TOKEN);
        AppRefusal refusal = http.refusal();
        revoke(PLAN);
        revoke(REVOKED);

        assertThat(http.refusal()).isEqualTo(refusal);
    }
}
