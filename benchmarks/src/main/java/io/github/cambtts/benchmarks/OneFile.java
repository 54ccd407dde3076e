package io.github.cambtts.benchmarks;

import feign.Feign;
import feign.Response;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.cli.CambTts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * A program that saves one file with one client. {@link ColdStarts} measures its cold start, {@link Footprint} its memory.
 * It loads only the classes of that client.
 *
 * <p>Arguments: variant, base URL, run, file. With {@code -Dfootprint=true} it prints its peak resident set in KiB.
 */
public final class OneFile {

    private OneFile() {}

    /** The clients that can save the file. */
    enum Variant {
        NOTHING("nothing at all", null),
        BARE_OKHTTP("bare OkHttp", null),
        BARE_FEIGN("bare Feign", null),
        FEIGN("feign: save", BARE_FEIGN),
        CLI_FEIGN("feign: command line", BARE_FEIGN),
        BARE_JDK("bare JDK: ofFile", null),
        JDKHTTP("jdkhttp: save", BARE_JDK),
        CLI_JDKHTTP("jdkhttp: command line", BARE_JDK);

        private final String title;
        private final Variant bare;

        Variant(String title, Variant bare) {
            this.title = title;
            this.bare = bare == null ? this : bare;
        }

        String title() {
            return title;
        }

        /** Returns the bare client that this one is compared with. */
        Variant bare() {
            return bare;
        }
    }

    /**
     * Saves one file.
     *
     * @param arguments variant, base URL, run, file
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        String baseUrl = arguments[1];
        String run = arguments[2];
        Path file = Path.of(arguments[3]);
        switch (Variant.valueOf(arguments[0])) {
            case NOTHING -> Files.createFile(file);
            case BARE_OKHTTP -> BareOkHttp.save(url(baseUrl, run), file);
            case BARE_FEIGN -> BareFeign.save(baseUrl, run, file);
            case FEIGN -> Library.save("feign", baseUrl, run, file);
            case CLI_FEIGN -> CambTts.main(commandLine("feign", baseUrl, run, file));
            case BARE_JDK -> BareJdk.save(url(baseUrl, run), file);
            case JDKHTTP -> Library.save("jdkhttp", baseUrl, run, file);
            case CLI_JDKHTTP -> CambTts.main(commandLine("jdkhttp", baseUrl, run, file));
        }
        if (Boolean.getBoolean("footprint")) {
            Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .forEach(line -> System.out.println(line.replaceAll("[^0-9]", "")));
        }
    }

    private static String url(String baseUrl, String run) {
        return baseUrl + "/tts-result/" + run + "?output_type=raw_bytes";
    }

    private static String[] commandLine(String adapter, String baseUrl, String run, Path file) {
        return new String[] {"get", run, "-o", file.toString(), "--base-url", baseUrl, "--adapter", adapter, "--quiet"};
    }

    private static Path temporary(Path file) throws IOException {
        return Files.createTempFile(file.getParent(), "bare-", ".part");
    }

    private static void move(Path temporary, Path file) throws IOException {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static final class Library {

        static void save(String transport, String baseUrl, String run, Path file) throws IOException {
            try (TtsResults results = TtsResults.builder()
                    .apiKey("benchmark")
                    .baseUrl(baseUrl)
                    .transport(transport)
                    .build()) {
                results.save(RunId.parse(run), file);
            }
        }
    }

    private static final class BareOkHttp {

        static void save(String url, Path file) throws IOException {
            Path temporary = temporary(file);
            try (okhttp3.Response response = new OkHttpClient()
                    .newCall(new Request.Builder()
                            .url(url)
                            .header("x-api-key", "benchmark")
                            .build())
                    .execute()) {
                Files.copy(response.body().byteStream(), temporary, StandardCopyOption.REPLACE_EXISTING);
            }
            move(temporary, file);
        }
    }

    private static final class BareFeign {

        static void save(String baseUrl, String run, Path file) throws IOException {
            Path temporary = temporary(file);
            Contenders.BareApi api =
                    Feign.builder().client(new feign.okhttp.OkHttpClient()).target(Contenders.BareApi.class, baseUrl);
            try (Response response = api.response(Long.parseLong(run));
                    InputStream body = response.body().asInputStream();
                    OutputStream out = Files.newOutputStream(temporary)) {
                body.transferTo(out);
            }
            move(temporary, file);
        }
    }

    private static final class BareJdk {

        static void save(String url, Path file) throws IOException, InterruptedException {
            Path temporary = temporary(file);
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .header("x-api-key", "benchmark")
                                    .build(),
                            HttpResponse.BodyHandlers.ofFile(temporary));
            move(temporary, file);
        }
    }
}
