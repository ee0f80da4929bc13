package io.github.circleauth.benchmarks;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.github.circleauth.CircleMember;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.member.MemberApi;
import jakarta.json.bind.annotation.JsonbProperty;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One call of the Member API over a socket and its JSON as objects, beside the JDK's client with Jackson. */
final class WirePart implements Part {

    static final String NAME = "wire";
    static final String OBJECTS = "as objects";
    static final String TREE = "as a tree";
    static final String CPU = "us of CPU";
    static final String ALLOCATED = "bytes allocated";
    static final String SENT = "bytes sent";
    static final List<String> CONTENDERS = List.of("ours", "jdk");
    private static final int CALLS = 1_500;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Length length;

    WirePart(Length length) {
        this.length = length;
    }

    /** A page, as both mappers read it. */
    public static class Posts {
        public int page;
        public List<Post> records = List.of();
    }

    /** A post, as both mappers read it. */
    public static class Post {
        public long id;
        public String name = "";
        public String body = "";

        @JsonbProperty("likes_count")
        @JsonProperty("likes_count")
        public int likes;
    }

    private interface Call {

        /** Returns the number of posts. */
        int make() throws Exception;
    }

    private record Trial(String contender, String setting, Call call) {}

    @Override
    public void measure(RawData data) throws Exception {
        try (OtherJvm server = new OtherJvm(WireServer.class)) {
            measure(data, URI.create("http://127.0.0.1:" + server.line()));
        }
    }

    private void measure(RawData data, URI server) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        ObjectMapper jackson = new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        String token = new SlowCircle(InstantSource.system(), () -> {}).token();
        try (RequestsInFlight requests = new RequestsInFlight(1);
                OurClient ours = new OurClient(server, requests)) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/headless/v1/home"))
                    .timeout(Duration.ofSeconds(10))
                    .header("Authorization", "Bearer " + token)
                    .header("Accept", "application/json")
                    .build();
            HttpResponse.BodyHandler<InputStream> body = HttpResponse.BodyHandlers.ofInputStream();
            List<Trial> trials = new ArrayList<>(List.of(
                    new Trial(
                            "ours",
                            OBJECTS,
                            () -> ours.api.get("/home", Posts.class).records.size()),
                    new Trial(
                            "ours",
                            TREE,
                            () -> ours.api
                                    .get("/home")
                                    .asJsonObject()
                                    .getJsonArray("records")
                                    .size()),
                    new Trial(
                            "jdk",
                            OBJECTS,
                            () -> jackson.readValue(client.send(request, body).body(), Posts.class)
                                    .records
                                    .size()),
                    new Trial(
                            "jdk",
                            TREE,
                            () -> jackson.readTree(client.send(request, body).body())
                                    .get("records")
                                    .size())));
            // The first two rounds warm up.
            for (int round = -2; round < length.rounds(); round++) {
                Collections.shuffle(trials, new Random(round));
                for (Trial trial : trials) {
                    measure(round < 0 ? new RawData() : data, client, server, trial, round);
                }
            }
        }
    }

    private static void measure(RawData data, HttpClient client, URI server, Trial trial, int round) throws Exception {
        for (int part = 0; part < 4; part++) {
            long sent = bytesReceivedBy(client, server);
            long cpu = SYSTEM.getProcessCpuTime();
            long allocated = allocated();
            for (int i = 0; i < CALLS / 4; i++) {
                if (trial.call().make() != 20) {
                    throw new IllegalStateException("A page without its posts.");
                }
            }
            double calls = CALLS / 4.0;
            data.add(
                    NAME,
                    trial.contender(),
                    trial.setting(),
                    round,
                    CPU,
                    (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / calls);
            data.add(NAME, trial.contender(), trial.setting(), round, ALLOCATED, (allocated() - allocated) / calls);
            data.add(
                    NAME,
                    trial.contender(),
                    trial.setting(),
                    round,
                    SENT,
                    Math.floor((bytesReceivedBy(client, server) - sent) / calls));
        }
    }

    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .sum();
    }

    private static long bytesReceivedBy(HttpClient client, URI server) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve(WireServer.STATISTICS)).build();
        String[] counts = client.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .split(" ");
        return Long.parseLong(counts[0]);
    }

    /** This library's client, as a signed-in user. */
    private static final class OurClient implements AutoCloseable {

        private final SlowCircle circle = new SlowCircle(InstantSource.system(), () -> {});
        private final Library library = new Library(circle, System::nanoTime, InstantSource.system());
        private final CircleHttp http;
        final MemberApi api;

        OurClient(URI server, RequestsInFlight requests) {
            http = CircleHttp.builder()
                    .apiToken(Secret.of("app-token"))
                    .baseUrl(server)
                    .rateLimit(1_000_000, Duration.ofMinutes(5))
                    .build();
            CircleMember member = library.member(requests.open().request()).capture();
            api = new MemberAccess(http).api(member);
        }

        @Override
        public void close() {
            http.close();
            library.close();
        }
    }
}
