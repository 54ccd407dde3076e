package io.github.cambtts.benchmarks;

import io.github.cambtts.testkit.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;

/**
 * The server: nginx in a separate process, on the first core, with files on tmpfs, so that it is not the bottleneck. It
 * supports plain HTTP/1.1, chunked HTTP/1.1, and TLS with HTTP/1.1 and with HTTP/2.
 */
final class Nginx implements AutoCloseable {

    /** A tmpfs on Linux. */
    private static final Path TMPFS = Path.of("/dev/shm");

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int HEADER_BYTES = 44;

    private final Path directory;
    private final Process process;
    private final Map<Protocol, Integer> ports;

    private Nginx(Path directory, Process process, Map<Protocol, Integer> ports) {
        this.directory = directory;
        this.process = process;
        this.ports = ports;
    }

    /** The protocol of a request. */
    enum Protocol {
        PLAIN("plain HTTP/1.1", "http://127.0.0.1:"),
        CHUNKED("chunked HTTP/1.1", "http://127.0.0.1:"),
        TLS_1("TLS, HTTP/1.1", "https://localhost:"),
        TLS_2("TLS, HTTP/2", "https://localhost:");

        private final String title;
        private final String prefix;

        Protocol(String title, String prefix) {
            this.title = title;
            this.prefix = prefix;
        }

        String title() {
            return title;
        }
    }

    static Nginx start() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(TMPFS, "camb-tts-benchmark-");
        // Started by root, nginx runs its workers as another user, who must be able to read the files.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(directory.resolve("www/tts-result"));
        HeldCertificate certificate = new HeldCertificate.Builder()
                .commonName("localhost")
                .addSubjectAlternativeName("localhost")
                .build();
        Files.writeString(directory.resolve("cert.pem"), certificate.certificatePem());
        Files.writeString(directory.resolve("key.pem"), certificate.privateKeyPkcs8Pem());
        Map<Protocol, Integer> ports = freePorts();
        Files.writeString(directory.resolve("nginx.conf"), configuration(directory, ports));
        Process process = new ProcessBuilder(
                        "taskset",
                        "-c",
                        "0",
                        "nginx",
                        "-c",
                        directory.resolve("nginx.conf").toString())
                .inheritIO()
                .start();
        Nginx nginx = new Nginx(directory, process, ports);
        nginx.awaitReady();
        return nginx;
    }

    private static Map<Protocol, Integer> freePorts() throws IOException {
        Map<Protocol, ServerSocket> sockets = new EnumMap<>(Protocol.class);
        Map<Protocol, Integer> ports = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            sockets.put(protocol, new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.put(protocol, sockets.get(protocol).getLocalPort());
        }
        for (ServerSocket socket : sockets.values()) {
            socket.close();
        }
        return ports;
    }

    private static String configuration(Path directory, Map<Protocol, Integer> ports) {
        // With server-side includes the length is unknown, so the response is chunked. The files contain no includes.
        return """
                worker_processes 1; daemon off; pid %1$s/pid; error_log %1$s/error.log;
                events { worker_connections 4096; }
                http {
                  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; default_type audio/flac;
                  client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
                  uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
                  ssl_certificate %1$s/cert.pem; ssl_certificate_key %1$s/key.pem;
                  root %1$s/www;
                  server { listen 127.0.0.1:%2$d; }
                  server { listen 127.0.0.1:%3$d; ssi on; ssi_types *; ssi_min_file_chunk 1m; output_buffers 2 256k; }
                  server { listen 127.0.0.1:%4$d ssl; }
                  server { listen 127.0.0.1:%5$d ssl http2; }
                }
                """.formatted(
                        directory,
                        ports.get(Protocol.PLAIN),
                        ports.get(Protocol.CHUNKED),
                        ports.get(Protocol.TLS_1),
                        ports.get(Protocol.TLS_2));
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), ports.get(Protocol.PLAIN)).close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new IOException("nginx did not start. Install Debian's nginx-light.", e);
                }
                Thread.sleep(20);
            }
        }
    }

    /** Creates the audio of a run: a FLAC file of exactly that size, with frames of noise. */
    void add(long runId, long bytes) throws IOException {
        Content recording = Content.flac(bytes);
        byte[] block = new byte[BLOCK_BYTES];
        try (OutputStream file = Files.newOutputStream(file(runId))) {
            for (long at = 0; at < bytes; at += BLOCK_BYTES) {
                int count = (int) Math.min(BLOCK_BYTES, bytes - at);
                recording.copy(at, block, count);
                file.write(block, 0, count);
            }
        }
    }

    /** Creates a silent WAV file, which is sparse. Above 4 GiB, the header has no sizes. */
    void addSilence(long runId, long bytes) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(size(bytes - 8));
        header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        header.putShort((short) 1).putShort((short) 1).putInt(22_050).putInt(44_100);
        header.putShort((short) 2).putShort((short) 16);
        header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size(bytes - HEADER_BYTES));
        try (RandomAccessFile file = new RandomAccessFile(file(runId).toFile(), "rw")) {
            file.write(header.array());
            file.setLength(bytes);
        }
    }

    private static int size(long bytes) {
        return bytes > 0xFFFF_FFFFL ? -1 : (int) bytes;
    }

    private Path file(long runId) {
        return directory.resolve("www/tts-result/" + runId);
    }

    String baseUrl(Protocol protocol) {
        return protocol.prefix + ports.get(protocol);
    }

    Path certificate() {
        return directory.resolve("cert.pem");
    }

    /** Returns a directory on tmpfs to save to. */
    Path scratch() throws IOException {
        return Files.createDirectories(directory.resolve("scratch"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
