package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleTransport.NoResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Is notified of each request to Circle, and may add headers to it. */
class ObservedRequestsTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final CannedResponse REFUSED =
            Samples.json(401, Samples.envelope("Your account could not be authenticated."));

    private final List<RequestObserver.Request> requests = new ArrayList<>();
    private final List<Object> ends = new ArrayList<>();
    private Map<String, String> headers = Map.of();
    private final CannedTransport circle = new CannedTransport(REFUSED, Samples.json(200, Samples.obtained()));
    private final Iterator<String> appTokens = List.of("first", "second").iterator();
    private final CircleHttp http = circle.builder()
            .apiToken(() -> Secret.of(appTokens.next()))
            .baseUrl("https://circle.example:8443")
            .observer(this::observe)
            .build();

    @AfterEach
    void close() {
        http.close();
    }

    private RequestObserver.Observation observe(RequestObserver.Request request) {
        requests.add(request);
        return new RequestObserver.Observation() {
            @Override
            public Map<String, String> headers() {
                return headers;
            }

            @Override
            public void responded(int status) {
                ends.add(status);
            }

            @Override
            public void failed(String reason) {
                ends.add(reason);
            }
        };
    }

    private RequestObserver.Request request(String method, String template, int resends) {
        return new RequestObserver.Request(method, URI.create("https://circle.example:8443"), template, resends);
    }

    private void get(String target) {
        http.sendForPage(new MemberRequest("GET", target, Map.of("accept", "a/b"), null), Samples.ACCESS_TOKEN, LONG, 1)
                .close();
    }

    @Test
    void aRequestThatIsRepeatedWithAnotherAppTokenIsToldTwice() {
        http.tokenEndpoint(RequestPriority.SIGN_IN).getMemberAPITokenFromEmail(Samples.EMAIL);

        assertThat(requests)
                .containsExactly(
                        request("POST", "/api/v1/headless/auth_token", 0),
                        request("POST", "/api/v1/headless/auth_token", 1));
        assertThat(ends).containsExactly(401, 200);
    }

    @Test
    void ofTheMemberApiNothingButTheTemplateIsTold() {
        get("/posts/4711/comments?text=private");
        get("/made/up");

        assertThat(requests)
                .containsExactly(
                        request("GET", "/api/headless/v1/posts/{post_id}/comments", 0),
                        new RequestObserver.Request("GET", URI.create("https://circle.example:8443"), null, 0));
        assertThat(requests.toString() + ends).doesNotContain("4711", "private", "CANARY");
    }

    @Test
    void aFailureIsToldByOneOfFewWords() {
        circle.failure = new NoResponse(NoResponse.Stage.UNCONNECTED, "no such host canary.example");

        assertThatThrownBy(() -> get("/home")).isInstanceOf(CircleAuthException.class);

        assertThat(ends).containsExactly("unconnected");
    }

    @Test
    void theObserversHeadersAreSentWithTheRequests() {
        headers = Map.of("traceparent", "00-1-2-01");

        get("/home");

        assertThat(circle.requests.get(0).headers()).isEqualTo(Map.of("accept", "a/b", "traceparent", "00-1-2-01"));
        assertThat(circle.requests.get(0).path()).isEqualTo("/api/headless/v1/home");
    }
}
