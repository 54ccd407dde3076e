package io.github.cambtts.benchmarks;

import io.github.cambtts.AudioLink;
import io.github.cambtts.AudioStream;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.adapter.feign.FeignTransport;
import io.github.cambtts.adapter.jdkhttp.JdkHttpTransport;
import io.github.cambtts.internal.recording.RecordingWalk;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Microbenchmarks of core without a network: a call, an error response, the JSON of a link, a recording's check. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CoreBenchmark {

    private static final RunId RUN = RunId.of(1);
    private static final int AUDIO_BYTES = 64 * 1024;

    /** The adapter whose JSON decoder is used. */
    @Param({"feign", "jdkhttp"})
    public String codec = "";

    private final byte[] buffer = new byte[16 * 1024];
    private TtsResults audio;
    private TtsResults error;
    private TtsResults link;
    private byte[] recording = {};

    /**
     * Creates the clients.
     */
    @Setup
    public void open() {
        Transport json = codec.equals("feign") ? FeignTransport.create() : JdkHttpTransport.create();
        recording = Content.flac(AUDIO_BYTES).bytes();
        audio = results(new InMemoryTransport(json, 200, "audio/flac", recording));
        error = results(jsonResponse(
                json, 422, "{\"detail\":[{\"loc\":[\"path\",\"run_id\"],\"msg\":\"not so\",\"type\":\"x\"}]}"));
        link = results(
                jsonResponse(json, 200, "{\"output_url\":\"https://storage.example/a.flac?X-Amz-Signature=abc\"}"));
    }

    private static InMemoryTransport jsonResponse(Transport json, int status, String body) {
        return new InMemoryTransport(json, status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static TtsResults results(Transport transport) {
        return TtsResults.builder()
                .apiKey("benchmark")
                .transport(transport)
                .retryPolicy(RetryPolicy.none())
                .build();
    }

    /**
     * Opens and reads 64 KiB.
     *
     * @return the number of bytes
     * @throws IOException never
     */
    @Benchmark
    public int openAndRead() throws IOException {
        int bytes = 0;
        try (AudioStream stream = audio.open(RUN)) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                bytes += read;
            }
        }
        return bytes;
    }

    /**
     * Creates an exception from an error response.
     *
     * @return the exception
     * @throws IOException never
     */
    @Benchmark
    public StatusException errorResponse() throws IOException {
        try (AudioStream unexpected = error.open(RUN)) {
            throw new IllegalStateException("expected an error, got " + unexpected.mediaType());
        } catch (StatusException e) {
            return e;
        }
    }

    /**
     * Reads a link.
     *
     * @return the link
     * @throws IOException never
     */
    @Benchmark
    public AudioLink link() throws IOException {
        return link.link(RUN);
    }

    /**
     * Checks that a recording is complete.
     *
     * @return the result of the check
     */
    @Benchmark
    public RecordingCheck check() {
        RecordingWalk walk = new RecordingWalk();
        walk.update(ByteBuffer.wrap(recording));
        return walk.finish();
    }
}
