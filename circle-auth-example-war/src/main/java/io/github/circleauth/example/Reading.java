package io.github.circleauth.example;

import io.github.circleauth.member.MemberApi;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What one page reads of the community as its member: all of it at once, each answer into a type of ours. */
final class Reading {

    private final MemberApi circle;
    private final Executor threads;

    Reading(MemberApi circle, Executor threads) {
        this.circle = circle;
        this.threads = threads;
    }

    <T> CompletableFuture<T> of(String path, Class<T> type) {
        return of(path, Map.of(), type);
    }

    <T> CompletableFuture<T> of(String path, Map<String, String> query, Class<T> type) {
        return CompletableFuture.supplyAsync(() -> circle.get(path, query, type), threads);
    }
}
