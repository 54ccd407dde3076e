package com.example.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambExtension;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gives the same responses to {@link PlainDownload} and to this library. README.md has the table of what each does;
 * {@code -Dreadme.table.write=true} writes it.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ComparisonTest {

    private static final String WRITE = "readme.table.write";
    private static final Path README = Path.of("../../README.md");
    private static final Pattern TABLE = Pattern.compile("<!-- \\S+ComparisonTest.java -->\n((?:\\|.*\n)+)");

    /** A body that stalls ends a call of the library after this time. */
    private static final Duration IDLE = Duration.ofSeconds(3);

    /** The time limit of {@code PlainDownload}; a call that takes three times as long does not end. */
    private static final Duration LIMIT = Duration.ofSeconds(4);

    @RegisterExtension
    static final FakeCambExtension FAKE = new FakeCambExtension();

    @TempDir
    private Path directory;

    private static Map<String, FakeResponse[]> cases() {
        Content speech = Content.speech();
        byte[] damaged = speech.bytes();
        damaged[damaged.length / 2] ^= 1;
        FakeResponse good = FakeResponse.audio(speech);
        Map<String, FakeResponse[]> cases = new LinkedHashMap<>();
        cases.put("`audio/flac` with bytes that are no audio", answers(FakeResponse.audio(Content.of("no audio"))));
        cases.put(
                "a captive portal's HTML page, status 200",
                answers(FakeResponse.status(200)
                        .header("Content-Type", "text/html")
                        .body(Content.of("<html>Please log in.</html>"))));
        cases.put("an empty body", answers(FakeResponse.audio(Content.of(""))));
        cases.put(
                "a recording that is cut short, in a complete response",
                answers(FakeResponse.audio(Content.of(Arrays.copyOf(damaged, damaged.length / 3)))));
        cases.put("a recording with one wrong bit", answers(FakeResponse.audio(Content.of(damaged))));
        cases.put("a body that stops and leaves the connection open, once", answers(good.stallAfter(40_000), good));
        cases.put("a connection that breaks, once", answers(good.resetAfter(40_000), good));
        cases.put(
                "429 with `Retry-After: 1`, once",
                answers(FakeResponse.error(429).retryAfter(Duration.ofSeconds(1)), good));
        cases.put("503, once", answers(FakeResponse.error(503), good));
        return cases;
    }

    private static FakeResponse[] answers(FakeResponse... answers) {
        return answers;
    }

    @Test
    void theTableSaysWhatHappens(FakeCamb camb, FakeCambServer server) throws Exception {
        StringBuilder table = new StringBuilder("""
                | the service sends | 20 lines of `HttpClient` | this library |
                | --- | --- | --- |
                """);
        long run = 1000;
        for (Map.Entry<String, FakeResponse[]> entry : cases().entrySet()) {
            for (int client = 0; client < 3; client++) {
                camb.run(run + client).answers(entry.getValue());
            }
            String plain = plain(server, RunId.of(run));
            String library = library(server, "jdkhttp", RunId.of(run + 1));
            assertEquals(library, library(server, "feign", RunId.of(run + 2)), entry.getKey());
            table.append("| " + entry.getKey() + " | " + plain + " | " + library + " |\n");
            run += 3;
        }
        String page = Files.readString(README);
        Matcher there = TABLE.matcher(page);
        assertEquals(true, there.find(), "README.md has no table of this test");
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(README, new StringBuilder(page).replace(there.start(1), there.end(1), table.toString()));
        } else {
            assertEquals(
                    table.toString(), there.group(1), "run this test with -D" + WRITE + "=true to update README.md");
        }
    }

    private String plain(FakeCambServer server, RunId run) throws IOException, InterruptedException {
        Path file = directory.resolve(run + ".flac");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> call = thread.submit(() -> {
                PlainDownload.save(server.baseUrl().resolve("/apis/tts-result/" + run), "any", file, LIMIT);
                return null;
            });
            call.get(3 * LIMIT.toSeconds(), TimeUnit.SECONDS);
            boolean good =
                    Arrays.equals(Files.readAllBytes(file), Content.speech().bytes());
            return good ? "saves it" : "**saves it as `speech.flac`**";
        } catch (TimeoutException e) {
            return "**waits for ever**";
        } catch (ExecutionException e) {
            return "gives up";
        } finally {
            thread.shutdownNow();
        }
    }

    private String library(FakeCambServer server, String adapter, RunId run) throws IOException {
        Path file = directory.resolve(run + ".flac");
        try (TtsResults results = TtsResults.builder()
                .apiKey("any")
                .baseUrl(server.baseUrl())
                .transport(adapter)
                .timeouts(Timeouts.defaults().withIdle(IDLE))
                .build()) {
            SavedAudio saved = results.save(run, file);
            assertEquals(
                    -1,
                    Files.mismatch(
                            file,
                            Files.write(
                                    directory.resolve("speech"),
                                    Content.speech().bytes())));
            return saved.attempts() > 1 ? "tries again, saves it" : "saves it";
        } catch (TtsException e) {
            assertEquals(false, Files.exists(file));
            return "no file, `" + e.kind() + "`";
        }
    }
}
