package io.github.cambtts.internal;

import io.github.cambtts.internal.text.PlainText;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the transport: by name, or the only one on the class path; never the first of several. */
public final class TransportLoader {

    private static final int MAX_SHOWN = 80;

    /** So that a broken class loader, which fails for ever, ends too. */
    private static final int MAX_UNUSABLE = 20;

    private TransportLoader() {}

    public static Transport make(@Nullable String name, NetworkSettings settings) {
        List<Throwable> unusable = new ArrayList<>(0);
        TransportProvider chosen;
        try {
            chosen = choose(name, providers(unusable));
        } catch (IllegalStateException e) {
            unusable.forEach(e::addSuppressed);
            throw e;
        }
        try {
            Transport created = chosen.create(settings);
            // Links the codec's class, which a first document would do otherwise.
            JsonDecoder unused = created.jsonDecoder();
            return created;
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "The transport \"" + PlainText.of(chosen.name(), MAX_SHOWN) + "\" cannot be created: "
                            + PlainText.of(e) + ". Add the libraries that its artifact depends on, in their versions.",
                    e);
        }
    }

    private static List<TransportProvider> providers(List<Throwable> unusable) {
        List<TransportProvider> own = load(TransportLoader.class.getClassLoader(), unusable);
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return own.isEmpty() && context != null ? load(context, unusable) : own;
    }

    /** Leaves out providers that cannot be used: another one may be meant. */
    private static List<TransportProvider> load(@Nullable ClassLoader loader, List<Throwable> unusable) {
        List<TransportProvider> found = new ArrayList<>();
        Iterator<TransportProvider> providers =
                ServiceLoader.load(TransportProvider.class, loader).iterator();
        while (unusable.size() < MAX_UNUSABLE) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                unusable.add(e);
            }
        }
        return found;
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
                + PlainText.of(name, MAX_SHOWN) + "\". On the class path are: " + names + ".");
    }
}
