package io.github.circleauth.benchmarks;

import io.github.circleauth.ledger.Ledger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A ledger whose changes are counted. Each is a transaction of a ledger in a database. */
final class CountedLedger {

    private static final Set<String> CHANGES =
            Set.of("enter", "add", "replace", "touch", "end", "endAll", "postpone", "delete");

    private final AtomicInteger changes = new AtomicInteger();
    private final Ledger ledger;

    CountedLedger(Ledger real) {
        ledger = (Ledger) Proxy.newProxyInstance(
                CountedLedger.class.getClassLoader(),
                new Class<?>[] {Ledger.class},
                (proxy, method, arguments) -> counted(real, method, arguments));
    }

    Ledger ledger() {
        return ledger;
    }

    /** Returns how many changes there have been. */
    int changes() {
        return changes.get();
    }

    private @Nullable Object counted(Ledger real, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            Object result = method.invoke(real, arguments);
            if (CHANGES.contains(method.getName()) || isClaim(result)) {
                int unused = changes.incrementAndGet();
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Returns whether a row was claimed: no other method returns an optional row. */
    private static boolean isClaim(@Nullable Object result) {
        return result instanceof Optional<?> row && row.isPresent();
    }
}
