package io.github.circleauth.benchmarks;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.session.Lease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;

/** The size of a session with an access token of 600 characters: as a session store serializes it, and in the heap. */
final class SizePart implements Part {

    static final String NAME = "size";
    static final String STORED = "bytes stored";
    static final String HEAP = "bytes of heap";
    static final String SETTING = "one session";
    private static final int SESSIONS = 20_000;
    private static final int TIMEOUT_SECONDS = 1800;

    @Override
    public void measure(RawData data) {
        SimulatedTime time = new SimulatedTime();
        SlowCircle circle = new SlowCircle(time, () -> {});
        Library library = Library.simulated(circle, time);
        SpringPeer spring = new SpringPeer(circle, Age.FRESH, time.clock());
        Runnable afterAMinute = () -> {
            time.pass(Duration.ofMinutes(1));
            library.leases.sweep();
        };
        add(data, "ours", stored(ours(library, 0)), heap(i -> ours(library, i + 1), afterAMinute));
        add(data, "spring", stored(spring(spring, circle)), heap(i -> spring(spring, circle), () -> {}));
        library.close();
    }

    private static void add(RawData data, String contender, long stored, long heap) {
        data.add(NAME, contender, SETTING, 0, STORED, stored);
        data.add(NAME, contender, SETTING, 0, HEAP, heap);
    }

    /** Returns the attributes of a session; its lease and its ledger rows are in the library's tables. */
    private static List<String> ours(Library library, int user) {
        Principal principal = () -> "member-" + user + "@example.com";
        long nanos = library.leases.nanos();
        Lease lease = library.leases.open(
                principal, Optional.of(MemberIdentity.communityMemberId(user + 1L)), TIMEOUT_SECONDS, nanos);
        var unused = library.leases.tokens(lease, nanos).join();
        String text = library.leases.reconcile(lease, lease.seenText());
        lease.published(text);
        return List.of(lease.id(), text);
    }

    private static Map<String, OAuth2AuthorizedClient> spring(SpringPeer spring, SlowCircle circle) {
        return new HashMap<>(Map.of("circle", spring.client(circle.token())));
    }

    private static long stored(Object attributes) {
        if (attributes instanceof List<?> strings) {
            return strings.stream().mapToLong(SizePart::serialized).sum();
        }
        return serialized(attributes);
    }

    private static long serialized(Object attribute) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
                objects.writeObject(attribute);
            }
            return bytes.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long heap(IntFunction<Object> session, Runnable housekeeping) {
        Object[] sessions = new Object[SESSIONS];
        long before = usedHeap();
        for (int i = 0; i < sessions.length; i++) {
            sessions[i] = session.apply(i);
        }
        housekeeping.run();
        long after = usedHeap();
        if (sessions[sessions.length - 1] == null) {
            throw new IllegalStateException("The sessions must live until here.");
        }
        return (after - before) / SESSIONS;
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime jvm = Runtime.getRuntime();
        return jvm.totalMemory() - jvm.freeMemory();
    }
}
