package io.github.cambtts.benchmarks;

import com.openai.core.RequestOptions;
import com.openai.core.http.HttpMethod;
import feign.Feign;
import feign.Headers;
import feign.Param;
import feign.RequestLine;
import feign.Response;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsResults;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * The compared downloads of a run's audio to a file: with this library, and with bare clients as people usually use
 * them. All of them write a temporary file and move it, as this library does, so that only the download differs.
 */
final class Contenders implements AutoCloseable {

    static final String CURL = "curl";
    static final String FEIGN = "feign: save";
    static final String BARE_FEIGN = "bare Feign: Response + transferTo";
    static final String JDKHTTP = "jdkhttp: save";
    static final String BARE_JDK = "bare JDK: BodyHandlers.ofFile";

    private static final String KEY_HEADER = "x-api-key";
    private static final String KEY = "benchmark";

    private final String baseUrl;
    private final Path scratch;
    private final NetworkSettings network;
    private final TtsResults viaFeign;
    private final TtsResults viaJdk;
    private final HttpClient jdk;
    private final OkHttpClient okHttp;
    /** One for all calls: {@code HttpURLConnection} keeps connections for each factory. */
    private final SSLSocketFactory socketFactory;

    private final BareApi feign;
    private final com.openai.client.okhttp.OkHttpClient openAi;

    Contenders(Nginx nginx, Nginx.Protocol protocol) throws IOException {
        baseUrl = nginx.baseUrl(protocol);
        scratch = nginx.scratch();
        network = baseUrl.startsWith("https")
                ? NetworkSettings.defaults().withTrustedCertificates(nginx.certificate())
                : NetworkSettings.defaults();
        viaFeign = client("feign");
        viaJdk = client("jdkhttp");
        HttpClient.Builder jdkBuilder = HttpClient.newBuilder();
        OkHttpClient.Builder okHttpBuilder = new OkHttpClient.Builder();
        var openAiBuilder = com.openai.client.okhttp.OkHttpClient.builder();
        network.trust().ifPresent(trust -> {
            jdkBuilder.sslContext(trust.context());
            okHttpBuilder.sslSocketFactory(trust.context().getSocketFactory(), trust.manager());
            openAiBuilder.sslSocketFactory(trust.context().getSocketFactory()).trustManager(trust.manager());
        });
        socketFactory = network.trust()
                .map(trust -> trust.context().getSocketFactory())
                .orElseGet(HttpsURLConnection::getDefaultSSLSocketFactory);
        openAi = openAiBuilder.build();
        jdk = jdkBuilder.build();
        okHttp = okHttpBuilder.build();
        feign = Feign.builder().client(new feign.okhttp.OkHttpClient(okHttp)).target(BareApi.class, baseUrl);
    }

    /** The endpoint as people usually declare it. */
    @Headers(KEY_HEADER + ": " + KEY)
    interface BareApi {

        @RequestLine("GET /tts-result/{id}?output_type=raw_bytes")
        Response response(@Param("id") long id);
    }

    private TtsResults client(String transport) {
        return TtsResults.builder()
                .apiKey(KEY)
                .baseUrl(baseUrl)
                .transport(transport)
                .network(network)
                .build();
    }

    /** Whole downloads to a file. */
    Map<String, Sample.Work> downloads(long runId) {
        Map<String, Sample.Work> arms = new LinkedHashMap<>();
        arms.put(CURL, () -> curl(runId));
        arms.put(FEIGN, () -> save(viaFeign, runId));
        arms.put(
                BARE_FEIGN,
                () -> writeAndMove(file -> {
                    try (Response response = feign.response(runId);
                            OutputStream out = Files.newOutputStream(file)) {
                        response.body().asInputStream().transferTo(out);
                    }
                }));
        arms.put(
                "bare OkHttp: byteStream + Files.copy",
                () -> writeAndMove(file -> {
                    try (okhttp3.Response response =
                            okHttp.newCall(okHttpRequest(runId)).execute()) {
                        Files.copy(response.body().byteStream(), file, StandardCopyOption.REPLACE_EXISTING);
                    }
                }));
        arms.put(JDKHTTP, () -> save(viaJdk, runId));
        arms.put(
                BARE_JDK,
                () -> writeAndMove(file -> jdk.send(jdkRequest(runId), HttpResponse.BodyHandlers.ofFile(file))));
        arms.put(
                "bare JDK: ofInputStream + Files.copy",
                () -> writeAndMove(file -> {
                    try (InputStream in = jdk.send(jdkRequest(runId), HttpResponse.BodyHandlers.ofInputStream())
                            .body()) {
                        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                    }
                }));
        arms.put(
                "bare HttpURLConnection: 64 KiB loop",
                () -> writeAndMove(file -> loop(urlConnection(runId).getInputStream(), file)));
        arms.put(
                "openai-java's OkHttp client: 64 KiB loop",
                () -> writeAndMove(file -> {
                    try (com.openai.core.http.HttpResponse response =
                            openAi.execute(openAiRequest(runId), RequestOptions.none())) {
                        loop(response.body(), file);
                    }
                }));
        return arms;
    }

    /** Calls that read and discard the audio. */
    Map<String, Sample.Work> reads(long runId) {
        Map<String, Sample.Work> arms = new LinkedHashMap<>();
        arms.put("feign: open", () -> drain(viaFeign.open(RunId.of(runId))));
        arms.put("bare Feign: Response", () -> {
            try (Response response = feign.response(runId)) {
                drain(response.body().asInputStream());
            }
        });
        arms.put("jdkhttp: open", () -> drain(viaJdk.open(RunId.of(runId))));
        arms.put(
                "bare JDK: ofInputStream",
                () -> drain(jdk.send(jdkRequest(runId), HttpResponse.BodyHandlers.ofInputStream())
                        .body()));
        arms.put("bare HttpURLConnection", () -> drain(urlConnection(runId).getInputStream()));
        return arms;
    }

    private static void drain(InputStream in) throws IOException {
        try (in) {
            byte[] buffer = new byte[16 * 1024];
            int read;
            do {
                read = in.read(buffer);
            } while (read >= 0);
        }
    }

    private String url(long runId) {
        return baseUrl + "/tts-result/" + runId + "?output_type=raw_bytes";
    }

    private HttpRequest jdkRequest(long runId) {
        return HttpRequest.newBuilder(URI.create(url(runId)))
                .header(KEY_HEADER, KEY)
                .build();
    }

    private Request okHttpRequest(long runId) {
        return new Request.Builder().url(url(runId)).header(KEY_HEADER, KEY).build();
    }

    private com.openai.core.http.HttpRequest openAiRequest(long runId) {
        return com.openai.core.http.HttpRequest.builder()
                .method(HttpMethod.GET)
                .baseUrl(baseUrl)
                .addPathSegments("tts-result", Long.toString(runId))
                .putQueryParam("output_type", "raw_bytes")
                .putHeader(KEY_HEADER, KEY)
                .build();
    }

    private void save(TtsResults results, long runId) throws IOException {
        results.save(
                RunId.of(runId), scratch.resolve(name()), SaveOptions.defaults().withReplacing());
    }

    private static String name() {
        return "out-" + Thread.currentThread().getId();
    }

    private void curl(long runId) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "curl", "-sfk", "-o", scratch.resolve("out-curl").toString(), url(runId))
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("curl failed");
        }
    }

    private HttpURLConnection urlConnection(long runId) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url(runId)).toURL().openConnection();
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(socketFactory);
        }
        connection.setRequestProperty(KEY_HEADER, KEY);
        return connection;
    }

    private static void loop(InputStream body, Path file) throws IOException {
        try (body;
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                out.write(buffer, 0, read);
            }
        }
    }

    /** Writes to a file. */
    private interface ToFile {

        void write(Path file) throws Exception;
    }

    private void writeAndMove(ToFile download) throws Exception {
        Path temporary = Files.createTempFile(scratch, "bare-", ".part");
        download.write(temporary);
        Files.move(temporary, scratch.resolve(name()), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        viaFeign.close();
        viaJdk.close();
        openAi.close();
        okHttp.connectionPool().evictAll();
        okHttp.dispatcher().executorService().shutdown();
    }
}
