package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.cambtts.AudioStream;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.transport.NetworkSettings;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import javax.net.ServerSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a transport holds does not grow with the number of calls, however they end, and is freed after it was closed.
 * {@code -Dcalls=20000} makes more calls.
 */
@Timeout(3600)
class ResourcesTest {

    private static final RunId RUN = RunId.of(7);
    private static final int CALLS = Integer.getInteger("calls", 200);
    private static final int WARM_UP_CALLS = 50;
    private static final int BODY_BYTES = 40_000;
    private static final long MAX_HEAP_GROWTH = 2L << 20;
    private static final int MAX_GROWTH = 8;

    private static final Pattern CLIENTS =
            Pattern.compile("\\s(\\d+)\\s+\\d+\\s+jdk\\.internal\\.net\\.http\\.HttpClientImpl\\s");

    /** How the calls end. */
    enum Ending {
        WHOLE("Content-Length: " + BODY_BYTES + "\r\n\r\n", BODY_BYTES),
        CLOSED_EARLY("Content-Length: " + 100 * BODY_BYTES + "\r\n\r\n", 10 * BODY_BYTES),
        TRUNCATED("Content-Length: " + BODY_BYTES + "\r\nConnection: close\r\n\r\n", BODY_BYTES / 2),
        REJECTED("Content-Length: abc\r\n\r\n", 0);

        private final String response;
        private final boolean isKept;

        Ending(String headers, int bytes) {
            String head = "HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\n" + headers;
            response = head + "fLaC".repeat(bytes / 4);
            isKept = bytes == BODY_BYTES;
        }

        private void call(TtsResults results) throws IOException {
            if (this == REJECTED) {
                assertThrows(TtsException.class, () -> results.open(RUN));
                return;
            }
            try (AudioStream audio = results.open(RUN)) {
                switch (this) {
                    case WHOLE -> assertEquals(BODY_BYTES, audio.readAllBytes().length);
                    case TRUNCATED -> assertThrows(TtsException.class, audio::readAllBytes);
                    default -> assertEquals('f', audio.read());
                }
            }
        }
    }

    /** What the JVM holds, after a garbage collection. */
    private record Usage(long heapBytes, long threads, long descriptors, long clients) {

        static Usage now() throws Exception {
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            Matcher clients = CLIENTS.matcher(histogram.toString());
            Runtime runtime = Runtime.getRuntime();
            return new Usage(
                    runtime.totalMemory() - runtime.freeMemory(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                            ? unix.getOpenFileDescriptorCount()
                            : 0,
                    clients.find() ? Long.parseLong(clients.group(1)) : 0);
        }

        boolean isAtMost(Usage other) {
            return heapBytes <= other.heapBytes + MAX_HEAP_GROWTH
                    && threads <= other.threads + MAX_GROWTH
                    && descriptors <= other.descriptors + MAX_GROWTH
                    && clients <= other.clients;
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The client has closed the connection, or the test the server.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void serve(ServerSocket listening, Ending ending) {
        byte[] response = ending.response.getBytes(StandardCharsets.ISO_8859_1);
        daemon(() -> {
            while (true) {
                Socket connection = listening.accept();
                connection.setTcpNoDelay(true);
                daemon(() -> {
                    try (connection) {
                        do {
                            awaitRequest(connection.getInputStream());
                            connection.getOutputStream().write(response);
                        } while (ending.isKept);
                        if (ending != Ending.TRUNCATED) {
                            int unused = connection.getInputStream().read();
                        }
                    }
                });
            }
        });
    }

    private static void awaitRequest(InputStream in) throws IOException {
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            ends = next == '\r' || next == '\n' ? ends + 1 : 0;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WHOLE, false", "CLOSED_EARLY, false", "TRUNCATED, false", "REJECTED, false",
        "WHOLE, true", "CLOSED_EARLY, true", "TRUNCATED, true", "REJECTED, true"
    })
    void nothingGrowsWithTheNumberOfCalls(Ending ending, boolean tls) throws Exception {
        assumeTrue(
                ending != Ending.REJECTED || Runtime.version().feature() >= 21,
                "the client of Java 20 and older keeps the socket of a response that it rejects");
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
        ServerSocketFactory sockets =
                tls ? trust.sslContext().getServerSocketFactory() : ServerSocketFactory.getDefault();
        NetworkSettings network = NetworkSettings.defaults().withTrust(trust.sslContext(), trust.trustManager());
        try (ServerSocket listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
                JdkHttpTransport transport = JdkHttpTransport.create(network);
                TtsResults results = TtsResults.builder()
                        .apiKey("any")
                        .baseUrl(URI.create((tls ? "https" : "http") + "://localhost:" + listening.getLocalPort()))
                        .transport(transport)
                        .retryPolicy(RetryPolicy.none())
                        .build()) {
            serve(listening, ending);
            makeCalls(WARM_UP_CALLS, ending, results);
            Usage before = Usage.now();
            makeCalls(CALLS, ending, results);
            Usage after = awaitAtMost(before);
            System.out.printf("%s, %s, %d calls: %s, then %s%n", ending, tls ? "TLS" : "plain", CALLS, before, after);
        }
    }

    private static void makeCalls(int calls, Ending ending, TtsResults results) throws IOException {
        for (int i = 0; i < calls; i++) {
            ending.call(results);
        }
    }

    private static Usage awaitAtMost(Usage before) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Usage after = Usage.now();
        while (!after.isAtMost(before)) {
            String grown = before + ", then " + after;
            assertTrue(System.nanoTime() < deadline, grown);
            Thread.sleep(50);
            after = Usage.now();
        }
        return after;
    }

    /** Makes a call over a transport and closes it; loaded by a class loader of its own. */
    public static final class OneCall implements Callable<Integer> {

        private final String url;
        private final Path certificate;

        /** Used by reflection. */
        public OneCall(String url, Path certificate) {
            this.url = url;
            this.certificate = certificate;
        }

        @Override
        public Integer call() throws IOException {
            NetworkSettings network = NetworkSettings.defaults();
            if (Files.exists(certificate)) {
                network = network.withTrustedCertificates(certificate);
            }
            try (JdkHttpTransport transport = JdkHttpTransport.create(network);
                    TtsResults results = TtsResults.builder()
                            .apiKey("any")
                            .baseUrl(URI.create(url))
                            .transport(transport)
                            .build();
                    AudioStream audio = results.open(RUN)) {
                return audio.readAllBytes().length;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void theClassLoaderOfAClosedTransportIsFreed(Wire wire, @TempDir Path directory) throws Exception {
        try (FakeCambServer server = FakeCambServer.start(new FakeCamb(), wire, 0)) {
            Path certificate = directory.resolve("trusted.pem");
            if (wire == Wire.TLS) {
                Files.writeString(certificate, server.certificatePem());
            }
            WeakReference<ClassLoader> loader =
                    callInAClassLoader(server.baseUrl().toString(), certificate);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (loader.get() != null) {
                assertTrue(System.nanoTime() < deadline, "the class loader is still referenced");
                System.gc();
                Thread.sleep(50);
            }
        }
    }

    private static WeakReference<ClassLoader> callInAClassLoader(String url, Path certificate) throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(classPath.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Callable<?> call = (Callable<?>) loader.loadClass(OneCall.class.getName())
                    .getConstructor(String.class, Path.class)
                    .newInstance(url, certificate);
            // Not in a thread of JUnit's pool: while that waits, the pool starts another, which remembers who called.
            FutureTask<?> called = new FutureTask<>(call);
            new Thread(called, "application").start();
            assertTrue((Integer) called.get() > 0);
            return new WeakReference<>(loader);
        }
    }
}
