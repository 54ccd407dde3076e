package io.github.cambtts.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** Handles signals of the operating system, for which Java has no supported API. */
final class Signals {

    private Signals() {}

    /**
     * Runs an action on each signal, instead of the JVM's own handling; does nothing if the JVM does not support
     * handlers for that signal.
     *
     * @param name the signal's name, such as {@code TERM}
     */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, args) -> {
                switch (method.getName()) {
                    case "handle" -> action.run();
                    case "hashCode" -> {
                        return System.identityHashCode(proxy);
                    }
                    case "equals" -> {
                        return proxy == args[0];
                    }
                    default -> {
                        return "camb-tts " + name;
                    }
                }
                return null;
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            return;
        }
    }
}
