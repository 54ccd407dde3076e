package io.github.cambtts.internal;

import io.github.cambtts.internal.text.PlainText;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the transport: by name, or the only one on the class path; never the first of several. */
public final class TransportLoader {

    private TransportLoader() {}

    public static Transport make(@Nullable String name, NetworkSettings settings) {
        return choose(name, providers()).create(settings);
    }

    private static List<TransportProvider> providers() {
        List<TransportProvider> own = load(TransportLoader.class.getClassLoader());
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return own.isEmpty() && context != null ? load(context) : own;
    }

    private static List<TransportProvider> load(@Nullable ClassLoader loader) {
        return ServiceLoader.load(TransportProvider.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    static TransportProvider choose(@Nullable String name, List<TransportProvider> found) {
        List<TransportProvider> meant = found.stream()
                .filter(provider -> name == null || provider.name().equals(name))
                .toList();
        if (meant.size() == 1) {
            return meant.get(0);
        }
        String names = found.stream()
                .map(provider -> "\"" + provider.name() + "\"")
                .sorted()
                .collect(Collectors.joining(", "));
        if (found.isEmpty()) {
            throw new IllegalStateException("No transport is on the class path. Add the artifact"
                    + " io.github.cambtts:camb-tts-adapter-jdkhttp or io.github.cambtts:camb-tts-adapter-feign.");
        }
        if (name == null) {
            throw new IllegalStateException(
                    "Several transports are on the class path. Choose one by transport(name): " + names + ".");
        }
        throw new IllegalStateException((meant.isEmpty() ? "No" : "More than one") + " transport is called \""
                + PlainText.of(name, 80) + "\". On the class path are: " + names + ".");
    }
}
