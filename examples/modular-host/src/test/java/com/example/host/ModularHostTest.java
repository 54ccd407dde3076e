package com.example.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCambExtension;
import io.github.cambtts.testkit.FakeCambServer;
import java.io.File;
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

    /** Returns the application, the library and their dependencies, as far as they are named modules. */
    private static String modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("testkit") && !entry.endsWith("test-classes"))
                .filter(ModularHostTest::isNamedModule)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isNamedModule(String entry) {
        return java.lang.module.ModuleFinder.of(Path.of(entry)).findAll().stream()
                .anyMatch(module -> !module.descriptor().isAutomatic());
    }

    @ParameterizedTest
    @ValueSource(strings = "io.github.cambtts.adapter.jdkhttp")
    void anAdapterIsFoundOnTheModulePath(String adapter, FakeCambServer server) throws Exception {
        Path java = JAVA_HOME.resolve("bin/java");
        assertSaves(server, java, "-p", modulePath(), "--add-modules", adapter, "-m", APPLICATION);
    }

    @Test
    void theApplicationRunsInAJlinkImage(FakeCambServer server) throws Exception {
        Path image = directory.resolve("image");
        run(List.of(
                JAVA_HOME.resolve("bin/jlink").toString(),
                "--module-path",
                modulePath(),
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
