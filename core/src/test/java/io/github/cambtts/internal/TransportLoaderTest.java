package io.github.cambtts.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportProvider;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportLoaderTest {

    private final TransportProvider one = named("one");
    private final TransportProvider two = named("two");

    private static TransportProvider named(String name) {
        TransportProvider provider = mock(TransportProvider.class);
        when(provider.name()).thenReturn(name);
        return provider;
    }

    private static String refusal(String name, List<TransportProvider> found) {
        return assertThrows(IllegalStateException.class, () -> TransportLoader.choose(name, found))
                .getMessage();
    }

    @Test
    void theOnlyOneIsChosen() {
        assertSame(one, TransportLoader.choose(null, List.of(one)));
    }

    @Test
    void aNameChooses() {
        assertSame(two, TransportLoader.choose("two", List.of(one, two)));
    }

    /** What {@code META-INF/services} names when the adapter's own classes or another core's are found. */
    private static final class Services extends ClassLoader {
        private final Path listed;

        Services(Path listed) {
            super(TransportLoaderTest.class.getClassLoader());
            this.listed = listed;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.endsWith(TransportProvider.class.getName())
                    ? Collections.enumeration(List.of(listed.toUri().toURL()))
                    : super.getResources(name);
        }
    }

    /** Needs a class that is missing. */
    public static final class Incomplete implements TransportProvider {
        @Override
        public String name() {
            return "incomplete";
        }

        @Override
        public Transport create(NetworkSettings settings) {
            throw new NoClassDefFoundError("feign/Client");
        }
    }

    private static IllegalStateException refusal(Path directory, String services, String name) throws IOException {
        Path listed = Files.writeString(directory.resolve("services"), services);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new Services(listed));
        try {
            return assertThrows(
                    IllegalStateException.class, () -> TransportLoader.make(name, NetworkSettings.defaults()));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void aProviderThatCannotBeLoadedIsNotChosen(@TempDir Path directory) throws IOException {
        IllegalStateException none = refusal(directory, "no.such.Provider\nno.other.Provider\n", "jdkhttp");
        assertTrue(none.getMessage().startsWith("No transport is on the class path."), none::getMessage);
        assertEquals(2, none.getSuppressed().length);
    }

    @Test
    void aTransportWhoseLibrariesAreMissingIsAnErrorThatSaysSo(@TempDir Path directory) throws IOException {
        IllegalStateException missing =
                refusal(directory, "no.such.Provider\n" + Incomplete.class.getName() + "\n", "incomplete");
        assertTrue(missing.getMessage().contains("\"incomplete\" cannot be created"), missing::getMessage);
        assertTrue(missing.getMessage().contains("(feign.Client)"), missing::getMessage);
        assertEquals(NoClassDefFoundError.class, missing.getCause().getClass());
    }

    /** Needs a class that is missing, but only for JSON. */
    public static final class WithoutJson implements TransportProvider {
        @Override
        public String name() {
            return "without";
        }

        @Override
        public Transport create(NetworkSettings settings) {
            Transport transport = mock(Transport.class);
            when(transport.jsonDecoder()).thenThrow(new NoClassDefFoundError("com/fasterxml/jackson/jr/ob/JSON"));
            return transport;
        }
    }

    @Test
    void aMissingCodecIsAnErrorToo(@TempDir Path directory) throws IOException {
        IllegalStateException missing = refusal(directory, WithoutJson.class.getName() + "\n", "without");
        assertTrue(missing.getMessage().contains("(com.fasterxml.jackson.jr.ob.JSON)"), missing::getMessage);
    }

    @Test
    void noneIsAnErrorThatNamesTheArtifacts() {
        String message = refusal(null, List.of());
        assertTrue(message.contains("camb-tts-adapter-jdkhttp") && message.contains("camb-tts-adapter-feign"), message);
    }

    @Test
    void severalAreAnErrorThatListsTheNames() {
        assertEquals(
                "Several transports are on the class path. Choose one by transport(name): \"one\", \"two\".",
                refusal(null, List.of(two, one)));
    }

    @Test
    void anUnknownNameIsAnErrorThatListsTheNames() {
        String message = refusal("three", List.of(one, two));
        assertTrue(message.contains("\"three\"") && message.contains("\"one\", \"two\""), message);
    }
}
