package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.transport.TransportRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings that come from the environment, and the messages if they are missing. */
class FromEnvTest {

    private static final RunId RUN = RunId.of(7);

    private static String refusal(Map<String, String> environment) {
        IllegalStateException refusal = assertThrows(
                IllegalStateException.class, () -> TtsResults.builder().fromEnv(environment));
        return String.valueOf(refusal.getMessage());
    }

    @Test
    void theKeyAndTheBaseUrlAreRead() throws Exception {
        List<TransportRequest> sent = new ArrayList<>();
        FakeTransport transport = new FakeTransport((request, signal) -> {
            sent.add(request);
            return FakeTransport.audioResponse();
        });
        Map<String, String> environment =
                Map.of("CAMB_API_KEY", "k3y", "CAMB_BASE_URL", "https://camb.example/of-the-environment/");
        try (TtsResults results = TtsResults.builder()
                        .fromEnv(environment)
                        .transport(transport)
                        .build();
                AudioStream audio = results.open(RUN)) {
            assertEquals(RUN, audio.runId());
        }
        assertEquals("k3y", sent.get(0).headers().get("x-api-key"));
        assertEquals(
                URI.create("https://camb.example/of-the-environment/tts-result/7?output_type=raw_bytes"),
                sent.get(0).url());
    }

    @Test
    void theAdapterIsChosenByItsName() {
        TtsResultsBuilder builder =
                TtsResults.builder().fromEnv(Map.of("CAMB_API_KEY", "k3y", "CAMB_TTS_ADAPTER", "none-of-that-name"));
        IllegalStateException refusal = assertThrows(IllegalStateException.class, builder::build);
        assertFalse(refusal.getMessage().contains("Several"), refusal::getMessage);
    }

    @Test
    void aKeyThatIsMissingIsNamed() {
        String message = refusal(Map.of("CAMB_BASE_URL", "https://camb.example"));
        assertTrue(message.startsWith("CAMB_API_KEY is not set."), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAMB_API_KEY", "CAMB_BASE_URL", "CAMB_TTS_ADAPTER"})
    void aVariableThatIsEmptyIsNamed(String variable) {
        Map<String, String> environment =
                variable.equals("CAMB_API_KEY") ? Map.of(variable, "") : Map.of("CAMB_API_KEY", "k3y", variable, "");
        assertTrue(refusal(environment).startsWith(variable + " is empty."), refusal(environment));
    }

    @Test
    void aVariableThatIsRefusedIsNamedAndAKeyNotShown() {
        String key = refusal(Map.of("CAMB_API_KEY", "s3cret key"));
        assertTrue(key.startsWith("CAMB_API_KEY was refused. The API key has a space"), key);
        assertFalse(key.contains("s3cret"), key);
        String url = refusal(Map.of("CAMB_API_KEY", "k3y", "CAMB_BASE_URL", "camb.example"));
        assertTrue(url.startsWith("CAMB_BASE_URL was refused. The base URL was refused: it is not"), url);
    }

    @Test
    void theEnvironmentOfTheProcessIsRead() {
        // The build sets none of the three.
        if (!System.getenv().containsKey("CAMB_API_KEY")) {
            IllegalStateException refusal = assertThrows(IllegalStateException.class, TtsResults::fromEnv);
            assertTrue(refusal.getMessage().startsWith("CAMB_API_KEY is not set."), refusal::getMessage);
        }
    }
}
