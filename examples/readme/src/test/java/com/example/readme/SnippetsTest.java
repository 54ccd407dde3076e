package com.example.readme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambExtension;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs what the pages show. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SnippetsTest {

    @RegisterExtension
    static final FakeCambExtension FAKE = new FakeCambExtension();

    private static final RunId RUN = RunId.of(12345);

    @TempDir
    private Path directory;

    private static TtsResultsBuilder builder(String adapter) {
        return TtsResults.builder()
                .apiKey("any")
                .baseUrl(FAKE.server().baseUrl())
                .transport(adapter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void theFirstCallSavesTheAudio(String adapter, FakeCambServer server) throws Exception {
        Path stdout = directory.resolve("stdout");
        Path stderr = directory.resolve("stderr");
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstCall.class.getName())
                .directory(directory.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        program.environment().put("CAMB_API_KEY", "any");
        program.environment().put("CAMB_BASE_URL", server.baseUrl().toString());
        program.environment().put("CAMB_TTS_ADAPTER", adapter);
        Process process = program.start();
        try {
            assertEquals(0, process.waitFor(), () -> text(stderr));
        } finally {
            process.destroyForcibly();
        }
        byte[] expected = Content.speech().bytes();
        assertArrayEquals(expected, Files.readAllBytes(directory.resolve("speech.flac")));
        assertEquals(expected.length + " bytes, COMPLETE\n", text(stdout));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void theAudioIsCopiedAndLinked(String adapter) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (TtsResults results = builder(adapter).build()) {
            assertEquals(RUN, StreamAndLink.copy(results, RUN, copy).runId());
        }
        assertArrayEquals(Content.speech().bytes(), copy.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void aFailureIsHandledByItsKind(String adapter, FakeCamb camb) throws IOException {
        camb.run(404).notFound();
        camb.run(429).answers(FakeResponse.error(429).retryAfter(Duration.ofMinutes(2)));
        camb.run(1).answers(FakeResponse.closedBeforeHeaders());
        camb.run(401).answers(FakeResponse.error(401));
        Map<RunId, Duration> later = new HashMap<>();
        try (TtsResults results = builder(adapter).build()) {
            for (int run : new int[] {404, 429, 1}) {
                Failures.save(results, RunId.of(run), directory.resolve("speech.flac"), later::put);
            }
            assertThrows(
                    StatusException.class,
                    () -> Failures.save(results, RunId.of(401), directory.resolve("speech.flac"), later::put));
        }
        assertEquals(Map.of(RunId.of(429), Duration.ofMinutes(2), RunId.of(1), Duration.ofMinutes(1)), later);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void oneCallHasOptionsOfItsOwn(String adapter, FakeCamb camb) throws Exception {
        try (TtsResults results = builder(adapter).build()) {
            SavedAudio saved =
                    OneCall.save(results, directory.resolve("speech.flac")).get();
            assertEquals(Content.speech().length(), saved.bytes());
        }
        assertTrue(camb.received(RUN).list().get(0).header("traceparent").isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void manyCallsHaveAResultEach(String adapter, FakeCamb camb) {
        camb.run(2).notFound();
        List<RunId> runs = List.of(RunId.of(1), RunId.of(2), RunId.of(3));
        List<String> outcomes =
                List.copyOf(ManyCalls.save(builder(adapter), runs, directory).values());
        assertEquals(List.of("94043 bytes", "94043 bytes"), List.of(outcomes.get(0), outcomes.get(2)));
        assertTrue(outcomes.get(1).contains("run 2"), outcomes.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void theRunOfATaskIsWaitedForAndSaved(String adapter, FakeCamb camb) throws IOException {
        camb.task("0b1d").pending(1).succeeds(7);
        try (TtsResults results = builder(adapter).build()) {
            SavedAudio saved = FromATask.save(results, "0b1d", directory.resolve("speech.flac"));
            assertEquals(RunId.of(7), saved.runId());
        }
    }

    @Test
    void theLibraryIsTestedInMemory() throws IOException {
        assertEquals(RunId.of(7), InMemory.link().runId());
    }

    @Test
    void aTransportIsProvedByTheSuite() {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectClass(MyTransportTest.class))
                        .filters(TagFilter.includeTags("requests"))
                        .build(),
                summary);
        assertTrue(summary.getSummary().getTestsSucceededCount() > 0);
        assertEquals(List.of(), summary.getSummary().getFailures());
    }
}
