package dev.selkie.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The n-th call of an operation fails, and perhaps some after it. Counts the calls of all. */
final class Faults {
    private final Map<String, Integer> calls = new HashMap<>();
    private @Nullable String failing;
    private int failingCall;
    private int failingCalls;
    private Supplier<? extends Throwable> failure = AssertionError::new;
    private boolean hasFailed;

    void fail(String operation, int call, int calls, Supplier<? extends Throwable> with) {
        failing = operation;
        failingCall = call;
        failingCalls = calls;
        failure = with;
    }

    void called(String operation) {
        int count = calls.merge(operation, 1, Integer::sum);
        if (operation.equals(failing) && count >= failingCall && count - failingCall < failingCalls) {
            hasFailed = true;
            Faults.<RuntimeException>sneak(failure.get());
        }
    }

    boolean hasFailed() {
        return hasFailed;
    }

    int calls(String operation) {
        return calls.getOrDefault(operation, 0);
    }

    Set<String> operations() {
        return new TreeSet<>(calls.keySet());
    }

    @SuppressWarnings("unchecked") // a channel may throw what its signature does not tell: that is what is tested
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }
}
