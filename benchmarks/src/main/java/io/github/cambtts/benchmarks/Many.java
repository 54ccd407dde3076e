package io.github.cambtts.benchmarks;

import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Compares how long many concurrent calls take, and checks that all receive their audio: 800 calls of 1 MB from 400
 * threads over TLS, with default settings. Each client has a JVM of its own. Its first round loads classes and connects
 * 400 times; the third finds both done.
 *
 * <p>Arguments: optionally the number of repetitions, and a document to write the table into.
 */
public final class Many {

    private static final long RUN = 1;
    private static final int BYTES = 1_000_000;
    private static final int THREADS = 400;
    private static final int CALLS = 800;
    private static final int ROUNDS = 3;
    private static final String BARE = "bare JDK: ofInputStream";
    private static final List<String> CLIENTS = List.of("jdkhttp", "feign", BARE);

    private Many() {}

    /** Opens the audio through a client that all calls share. */
    private interface Client {

        InputStream open() throws IOException, InterruptedException;
    }

    /** The JVM of one client. Arguments: client, base URL, PEM file. Prints the complete calls and the seconds of each round. */
    static final class Caller {

        public static void main(String[] arguments) throws Exception {
            NetworkSettings network = NetworkSettings.defaults().withTrustedCertificates(Path.of(arguments[2]));
            Client client =
                    arguments[0].equals(BARE) ? bare(arguments[1], network) : ours(arguments[0], arguments[1], network);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                int complete = complete(client, threads);
                System.out.println(complete + " " + (System.nanoTime() - start) / 1e9);
            }
            System.exit(0);
        }

        private static Client ours(String transport, String baseUrl, NetworkSettings network) {
            TtsResults results = TtsResults.builder()
                    .apiKey("benchmark")
                    .baseUrl(baseUrl)
                    .transport(transport)
                    .network(network)
                    .build();
            return () -> results.open(RunId.of(RUN));
        }

        private static Client bare(String baseUrl, NetworkSettings network) {
            HttpClient.Builder builder = HttpClient.newBuilder();
            network.trust().ifPresent(trust -> builder.sslContext(trust.context()));
            HttpClient client = builder.build();
            HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/tts-result/" + RUN))
                    .build();
            return () -> client.send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body();
        }

        private static int complete(Client client, ExecutorService threads) throws InterruptedException {
            List<Future<Long>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(threads.submit(() -> received(client)));
            }
            int complete = 0;
            for (Future<Long> call : calls) {
                try {
                    complete += call.get() == BYTES ? 1 : 0;
                } catch (ExecutionException e) {
                    System.err.println(e.getCause());
                }
            }
            return complete;
        }

        private static long received(Client client) throws IOException, InterruptedException {
            try (InputStream audio = client.open()) {
                return audio.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /**
     * Runs the calls.
     *
     * @param arguments repetitions, document
     * @throws Exception if anything other than a call fails
     */
    public static void main(String[] arguments) throws Exception {
        int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Report report = new Report("benchmarks/run many " + repetitions);
        Map<String, double[][]> seconds = new LinkedHashMap<>();
        Map<String, Integer> complete = new LinkedHashMap<>();
        CLIENTS.forEach(client -> seconds.put(client, new double[ROUNDS][repetitions]));
        try (Nginx nginx = Nginx.start()) {
            nginx.add(RUN, BYTES);
            Random random = new Random(CALLS);
            List<String> order = new ArrayList<>(CLIENTS);
            for (int repetition = 0; repetition < repetitions; repetition++) {
                Collections.shuffle(order, random);
                for (String client : order) {
                    Scanner printed = new Scanner(child(client, nginx)).useLocale(Locale.ROOT);
                    for (int round = 0; round < ROUNDS; round++) {
                        complete.merge(client, printed.nextInt(), Integer::sum);
                        seconds.get(client)[round][repetition] = printed.nextDouble();
                    }
                }
            }
        }
        report.header(
                CALLS + " calls of 1 MB from " + THREADS + " threads, TLS",
                "whole",
                "first round, s",
                "x bare client",
                "third round, s",
                "x bare client");
        int all = CALLS * ROUNDS * repetitions;
        for (String client : CLIENTS) {
            double[] first = seconds.get(client)[0];
            double[] last = seconds.get(client)[ROUNDS - 1];
            report.row(
                    client,
                    complete.get(client) + " of " + all,
                    median(first),
                    Quantiles.ofRatios(first, seconds.get(BARE)[0]).text(),
                    median(last),
                    Quantiles.ofRatios(last, seconds.get(BARE)[ROUNDS - 1]).text());
        }
        if (arguments.length > 1) {
            report.writeInto(Path.of(arguments[1]), "many");
        }
        System.exit(complete.values().stream().allMatch(count -> count == all) ? 0 : 1);
    }

    private static String child(String client, Nginx nginx) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Caller.class.getName(),
                client,
                nginx.baseUrl(Nginx.Protocol.TLS_1),
                nginx.certificate().toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static String median(double[] seconds) {
        return String.format(
                Locale.ROOT, "%.1f", Quantiles.of(Arrays.stream(seconds)).median());
    }
}
