package com.example.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCambExtension;
import io.github.cambtts.testkit.FakeCambServer;
import java.io.File;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the application on the module path, with {@code java} and in a {@code jlink} image. */
class ModularHostTest {

    @RegisterExtension
    static final FakeCambExtension FAKE = new FakeCambExtension();

    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final String APPLICATION = "com.example.host/com.example.host.Main";
    private static final long MAX_SECONDS = 120;

    @TempDir
    private Path directory;

    /** Returns the application, the library with one of its adapters, and their dependencies. */
    private static List<String> modulePath(String adapter) {
        String other = adapter.equals("feign") ? "jdkhttp" : "feign";
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("testkit") && !entry.endsWith("test-classes"))
                .filter(entry -> !entry.contains("adapter-" + other))
                .toList();
    }

    private static boolean isNamedModule(String entry) {
        return ModuleFinder.of(Path.of(entry)).findAll().stream()
                .anyMatch(module -> !module.descriptor().isAutomatic());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void anAdapterIsFoundOnTheModulePath(String adapter, FakeCambServer server) throws Exception {
        String path = String.join(File.pathSeparator, modulePath(adapter));
        assertSaves(server, JAVA_HOME.resolve("bin/java"), "-p", path, "-m", APPLICATION);
    }

    @Test
    void theApplicationRunsInAJlinkImage(FakeCambServer server) throws Exception {
        Path image = directory.resolve("image");
        run(List.of(
                JAVA_HOME.resolve("bin/jlink").toString(),
                "--module-path",
                modulePath("jdkhttp").stream()
                        .filter(ModularHostTest::isNamedModule)
                        .collect(Collectors.joining(File.pathSeparator)),
                "--add-modules",
                "com.example.host,io.github.cambtts.adapter.jdkhttp",
                "--output",
                image.toString()));
        assertSaves(server, image.resolve("bin/java"), "-m", APPLICATION);
    }

    private void assertSaves(FakeCambServer server, Path java, String... options) throws Exception {
        Path file = directory.resolve("speech.flac");
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(List.of(options));
        command.addAll(List.of(server.baseUrl().toString(), "7", file.toString()));
        byte[] expected = Content.speech().bytes();
        assertEquals(expected.length + " bytes, COMPLETE", run(command).strip());
        assertArrayEquals(expected, Files.readAllBytes(file));
    }

    private String run(List<String> command) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(MAX_SECONDS, TimeUnit.SECONDS), () -> command + " did not end");
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), printed);
        return printed;
    }
}
