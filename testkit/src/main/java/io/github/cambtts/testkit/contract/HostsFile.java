package io.github.cambtts.testkit.contract;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The file in which this JVM looks up names, if {@code -Djdk.net.hosts.file} names one. A named pipe in its place
 * makes every look-up block until it is released.
 */
final class HostsFile {

    /** The number of names for this machine beside {@code localhost}. */
    private static final int NAMES = 1_000;

    private static final AtomicInteger TAKEN = new AtomicInteger();

    private HostsFile() {}

    /** Returns the file, if the JVM is set to read it at every look-up. */
    private static Optional<Path> file() {
        boolean eachTime = "0".equals(System.getProperty("sun.net.inetaddr.ttl"));
        return Optional.ofNullable(System.getProperty("jdk.net.hosts.file"))
                .filter(file -> eachTime)
                .map(Path::of);
    }

    /** Returns why look-ups cannot be made to block in this JVM; empty if they can. */
    static Optional<String> missingSetup() {
        return file().isPresent()
                ? Optional.empty()
                : Optional.of("look-ups can be made to block only in a JVM that is started with"
                        + " -Djdk.net.hosts.file=<a new file> -Dsun.net.inetaddr.ttl=0");
    }

    /** Returns a name of this machine that was not looked up before: the JVM caches names that it did not find. */
    static String newName() {
        return "name-" + TAKEN.incrementAndGet() % NAMES + ".test";
    }

    /** Creates the file, if the system property names one; must be called before the first look-up. */
    static void prepare() {
        file().ifPresent(HostsFile::write);
    }

    private static void write(Path file) {
        try {
            String names = IntStream.range(0, NAMES)
                    .mapToObj(number -> " name-" + number + ".test")
                    .collect(Collectors.joining("", "127.0.0.1 localhost", "\n"));
            Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), names);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocks look-ups until it is closed; they then find no address. */
    interface Held extends AutoCloseable {

        @Override
        void close() throws IOException;
    }

    /** Makes every look-up block from now on. */
    static Held hold() throws IOException, InterruptedException {
        Path file = file().orElseThrow();
        Path pipe = file.resolveSibling(file.getFileName() + ".pipe-" + System.nanoTime());
        int status = new ProcessBuilder("mkfifo", pipe.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("mkfifo ended with " + status);
        }
        Path link = Files.createLink(file.resolveSibling(file.getFileName() + ".link"), pipe);
        Files.move(link, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Held held = () -> release(file, pipe);
        Thread giveUp = new Thread(() -> releaseLater(held), "hosts-file");
        giveUp.setDaemon(true);
        giveUp.start();
        return held;
    }

    private static synchronized void release(Path file, Path pipe) throws IOException {
        if (Files.exists(pipe)) {
            write(file);
            // Opening it for reading and writing does not block, and wakes the threads that wait for a writer.
            new RandomAccessFile(pipe.toFile(), "rw").close();
            Files.delete(pipe);
        }
    }

    /**
     * A thread that looks up a name cannot be interrupted, so that every look-up is released when a case has surely seen
     * that it did not end in time.
     */
    private static void releaseLater(Held held) {
        try {
            Thread.sleep(ContractFixture.LIMIT
                    .plus(ContractFixture.tolerance().multipliedBy(2))
                    .plusMillis(500)
                    .toMillis());
            held.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a thread is looking up a name. */
    static boolean isLookingUp() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().startsWith("java.net.InetAddress$HostsFile"));
    }
}
