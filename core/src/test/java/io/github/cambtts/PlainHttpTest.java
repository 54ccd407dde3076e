package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key is not sent over a network in clear text unless the host allows it. */
class PlainHttpTest {

    private final FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());

    private TtsResultsBuilder builder(String host) {
        return TtsResults.builder()
                .apiKey("a-key-for-tests")
                .transport(transport)
                .baseUrl("http://" + host + "/apis");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "client.camb.ai",
                "camb.invalid:8080",
                "localhost.example",
                "notlocalhost",
                "127.0.0.1.example",
                "127.example",
                "128.0.0.1",
                "10.0.0.1",
                "192.168.0.1",
                "[::2]",
                "[fe80::1]",
                "[::ffff:10.0.0.1]",
                "[64:ff9b::127.0.0.1]",
                "[2002:7f00:1::]",
                "[::127.0.0.1]",
                "localhost.localdomain",
                "ip6-localhost"
            })
    void anotherMachineIsRefusedUnlessAllowed(String host) throws IOException {
        String message = String.valueOf(
                assertThrows(IllegalStateException.class, builder(host)::build).getMessage());
        assertTrue(message.contains("plain http") && message.contains("allowPlainHttp()"), message);
        assertEquals(0, transport.requests());
        try (TtsResults allowed = builder(host).allowPlainHttp().build();
                AudioStream audio = allowed.open(RunId.of(7))) {
            assertEquals('f', audio.read());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "camb.localhost",
                "127.0.0.1:8080",
                "127.1.2.3",
                "127.255.255.255",
                "localhost.",
                "0.0.0.0",
                "[::]",
                "[::1]",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]"
            })
    void thisMachineIsAllowed(String host) throws IOException {
        try (TtsResults results = builder(host).build();
                AudioStream audio = results.open(RunId.of(7))) {
            assertEquals('f', audio.read());
        }
    }
}
