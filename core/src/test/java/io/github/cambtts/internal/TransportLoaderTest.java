package io.github.cambtts.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.cambtts.transport.TransportProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

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
