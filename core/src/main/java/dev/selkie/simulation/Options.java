package dev.selkie.simulation;

import java.net.SocketOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of one simulated channel: kept, and given back. */
final class Options {
    private final Set<SocketOption<?>> supported;
    private final Map<SocketOption<?>, Object> values = new HashMap<>();

    Options(SocketOption<?>... supported) {
        this.supported = Set.of(supported);
    }

    Set<SocketOption<?>> supported() {
        return supported;
    }

    void set(SocketOption<?> name, Object value) {
        values.put(name, value);
    }

    @SuppressWarnings("unchecked") // put there by set
    <T> @Nullable T get(SocketOption<T> name) {
        return (T) values.get(name);
    }
}
