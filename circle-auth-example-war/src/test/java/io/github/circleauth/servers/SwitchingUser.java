package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.servers.app.ShownUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * A browser whose connections share one session, and in which two people take turns: one connection signs out and in as the other
 * while the others read.
 */
final class SwitchingUser {

    /** A response: the user whom the server had at the request's beginning, the status and the body. */
    record Answer(String user, int status, String body) {}

    /** One request in so many changes the user or the session. */
    private static final int SWITCH_ONE_IN = 16;

    private static final int PROXY_ONE_IN = 5;

    private final String site;
    private final List<Long> principals;
    private final SwitchTally tally;
    private final BasicCookieStore cookies = new BasicCookieStore();

    SwitchingUser(String site, List<Long> principals, SwitchTally tally) {
        this.site = site;
        this.principals = principals;
        this.tally = tally;
    }

    /** Sends requests on a connection of its own, one after the other. */
    void use(long seed, BooleanSupplier goesOn) {
        Random random = new Random(seed);
        try (CloseableHttpClient connection = HttpClients.custom()
                .setConnectionManager(new BasicHttpClientConnectionManager())
                .setDefaultCookieStore(cookies)
                .disableAutomaticRetries()
                .build()) {
            switchTo(principal(random), "session", connection);
            while (goesOn.getAsBoolean()) {
                if (random.nextInt(SWITCH_ONE_IN) == 0) {
                    change(random, connection);
                } else if (random.nextInt(PROXY_ONE_IN) == 0) {
                    tally.memberData(get("/circle/community_member", connection));
                } else {
                    tally.token(this, get("/open/?steps=token", connection));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private long principal(Random random) {
        return principals.get(random.nextInt(principals.size()));
    }

    private void change(Random random, CloseableHttpClient connection) throws IOException {
        long next = principal(random);
        switch (random.nextInt(8)) {
            case 0 -> switchTo(next, "invalidate,session", connection);
            case 1 -> switchTo(next, "session,change-id,logout", connection);
            case 2 -> tally.change(this, null, get("/open/?steps=change-id,token", connection));
            case 3 -> {
                tally.change(this, null, get("/open/?steps=logout,token", connection));
                switchTo(next, "session", connection);
            }
            default -> switchTo(next, "logout,session", connection);
        }
    }

    /** Signs in as a principal after some steps of {@link io.github.circleauth.servers.app.Probe}. */
    private void switchTo(long principal, String stepsBefore, CloseableHttpClient connection) throws IOException {
        Answer answer = get("/open/?steps=" + stepsBefore + ",login:" + principal + ",token", connection);
        tally.change(this, Long.toString(principal), answer);
    }

    private Answer get(String path, CloseableHttpClient connection) throws IOException {
        return connection.execute(new HttpGet(site + path), response -> {
            Header user = response.getFirstHeader(ShownUser.HEADER);
            return new Answer(
                    user == null ? ShownUser.NOBODY : user.getValue(),
                    response.getCode(),
                    EntityUtils.toString(response.getEntity(), UTF_8));
        });
    }
}
