package io.github.circleauth.example;

import io.github.circleauth.member.MemberApi;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The Member API requests of one page, which run in parallel. */
final class ParallelReads {

    private final MemberApi circle;
    private final Executor executor;

    ParallelReads(MemberApi circle, Executor executor) {
        this.circle = circle;
        this.executor = executor;
    }

    <T> CompletableFuture<T> get(String path, Class<T> type) {
        return get(path, Map.of(), type);
    }

    <T> CompletableFuture<T> get(String path, Map<String, String> query, Class<T> type) {
        return CompletableFuture.supplyAsync(() -> circle.get(path, query, type), executor);
    }
}
