package dev.selkie.handlers.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code sun.misc.Signal}, by reflection: javac warns about its direct use, and the module it is in may be absent. A
 * shutdown hook would do for the first signal, but the JVM ignores all others while hooks run.
 */
final class SignalHandlers {
    interface Handler {
        /**
         * Called on a thread of its own.
         *
         * @param name without SIG, {@code TERM}
         * @param number of this platform
         */
        void received(String name, int number);
    }

    private SignalHandlers() {}

    /**
     * Has the handler called whenever one of the signals comes.
     *
     * @param names without SIG
     * @return false when that is not possible here
     */
    static boolean install(Handler handler, String... names) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    SignalHandlers.class.getClassLoader(),
                    new Class<?>[] {handlerClass},
                    (self, method, args) -> called(handler, self, method, args));
            Method handle = signalClass.getMethod("handle", signalClass, handlerClass);
            for (String name : names) {
                handle.invoke(null, signalClass.getConstructor(String.class).newInstance(name), proxy);
            }
            return true;
        } catch (ReflectiveOperationException | RuntimeException unavailable) {
            return false; // an IllegalArgumentException inside: the JVM was started with -Xrs
        }
    }

    private static @Nullable Object called(Handler handler, Object self, Method method, Object @Nullable [] args)
            throws ReflectiveOperationException {
        return switch (method.getName()) {
            case "handle" -> {
                Object signal = Objects.requireNonNull(args)[0];
                handler.received((String) signal.getClass().getMethod("getName").invoke(signal), (Integer)
                        signal.getClass().getMethod("getNumber").invoke(signal));
                yield null;
            }
            case "equals" -> self == Objects.requireNonNull(args)[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> handler.toString();
        };
    }
}
