package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the packaged distribution, as a user unpacks it. */
@Timeout(300)
@EnabledOnOs(value = OS.LINUX, disabledReason = "it needs a shell, /dev/full and locales")
class DistributionIT {

    private static final Path HOME = Path.of(System.getProperty("camb-tts.home", "target/camb-tts"));
    private static final Pattern HTTP_STACK = Pattern.compile(
            "^.*\\] (java\\.net\\.http|jdk\\.internal\\.net\\.http|okhttp3|feign|mockwebserver3|kotlin|"
                    + "com\\.fasterxml)\\..*$",
            Pattern.MULTILINE);

    @TempDir
    Path directory;

    private record Result(int exitCode, String stdout, String stderr) {}

    private Result run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path stdout = Files.createTempFile(directory, "out", "");
        Path stderr = Files.createTempFile(directory, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("CAMB_.*|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|(?i:.*_proxy)"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CAMB_TTS_CACHE_DIR", "");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        return new Result(
                process.exitValue(), Files.readString(stdout, StandardCharsets.ISO_8859_1), Files.readString(stderr));
    }

    private static String launcher() {
        return HOME.resolve("bin/camb-tts").toAbsolutePath().toString();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Test
    void containsTheDocumentedFiles() throws IOException, InterruptedException {
        Result listed = run(Map.of(), "tar", "tzf", System.getProperty("camb-tts.archive"));
        for (String file : List.of(
                "/bin/camb-tts",
                "/libexec/make-archive",
                "/lib/camb-tts.jar",
                "/lib/camb-tts.jar.sha256",
                "/share/doc/camb-tts/LICENSE",
                "/share/doc/camb-tts/NOTICE",
                "/share/man/man1/camb-tts.1",
                "/share/bash-completion/completions/camb-tts",
                "/share/zsh/site-functions/_camb-tts")) {
            assertTrue(listed.stdout().lines().anyMatch(line -> line.endsWith(file)), file + " is missing");
        }
        assertFalse(Files.readString(HOME.resolve("share/man/man1/camb-tts.1")).contains("%n"), "a placeholder");
        assertFalse(run(
                        Map.of(),
                        "jar",
                        "tf",
                        HOME.resolve("lib/camb-tts.jar").toAbsolutePath().toString())
                .stdout()
                .contains("org/jline"));
    }

    @Test
    void launcherPassesAllArgumentsAndWorksThroughSymbolicLinks() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(directory.resolve("tts link"), Path.of(launcher()));
        Files.createSymbolicLink(directory.resolve("again"), Path.of("tts link"));
        Result result = run(Map.of(), directory.resolve("again").toString(), "demo", "-o", "a b \"c\" $d.flac");
        assertEquals(0, result.exitCode(), result.stderr());
        assertTrue(Files.exists(directory.resolve("a b \"c\" $d.flac")), link.toString());
        assertEquals("", result.stderr());
        assertEquals(2, run(Map.of(), launcher(), "get", "").exitCode());
    }

    @Test
    void launcherNamesTheJavaHomeThatHasNoJava() throws IOException, InterruptedException {
        Result result = run(Map.of("JAVA_HOME", "/no/such"), launcher(), "--version");
        assertEquals(2, result.exitCode());
        assertTrue(result.stderr().contains("JAVA_HOME=/no/such"), result.stderr());
    }

    @Test
    void firstStartMakesTheArchiveThatLaterStartsUse() throws Exception {
        Path cache = directory.resolve("cache dir");
        Path arguments = directory.resolve("arguments");
        Path home = fakeJavaHome(arguments);
        Map<String, String> environment = Map.of("CAMB_TTS_CACHE_DIR", cache.toString(), "JAVA_HOME", home.toString());
        assertEquals(0, run(environment, launcher(), "--version").exitCode());
        Path archive = archiveIn(cache);
        Files.delete(arguments);
        Result second = run(environment, launcher(), "--version");
        assertEquals(0, second.exitCode());
        assertEquals("", second.stderr());
        assertTrue(second.stdout().startsWith("camb-tts "), second.stdout());
        String given = Files.readString(arguments);
        assertTrue(given.contains("=" + archive), given);

        String option = given.lines()
                .filter(line -> line.endsWith("=" + archive))
                .findFirst()
                .orElseThrow();
        Result loaded = run(
                Map.of(),
                java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load",
                option,
                "-cp",
                HOME.resolve("lib/camb-tts.jar").toAbsolutePath().toString(),
                "io.github.cambtts.cli.CambTts",
                "--version");
        assertTrue(
                Pattern.compile(
                                "io\\.github\\.cambtts\\.RunId source: shared objects file|java\\.util\\.regex\\.Pattern source: shared objects file")
                        .matcher(loaded.stdout())
                        .find(),
                "the archive was not used");
        assertEquals(
                List.of(),
                loaded.stdout()
                        .lines()
                        .filter(line -> line.contains(" source: file:") && !line.contains("Lambda"))
                        .toList(),
                "classes that are not in the archive");
    }

    /** Returns a Java home whose java appends its arguments to a file, then runs the real java. */
    private Path fakeJavaHome(Path arguments) throws IOException {
        Path real = Path.of(System.getProperty("java.home"));
        Path home = Files.createDirectories(directory.resolve("java home"));
        Files.createDirectory(home.resolve("bin"));
        Files.copy(real.resolve("release"), home.resolve("release"));
        Path script = Files.writeString(
                home.resolve("bin/java"),
                "#!/bin/sh\nprintf '%s\\n' \"$@\" >>'" + arguments + "'\nexec '" + java() + "' \"$@\"\n");
        assertTrue(script.toFile().setExecutable(true));
        return home;
    }

    private static Path archiveIn(Path cache) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (System.nanoTime() < deadline) {
            List<Path> found = filesBelow(cache);
            // The lock is a directory.
            if (found.size() == 1
                    && !found.get(0).toString().contains(".lock")
                    && !Files.exists(Path.of(found.get(0) + ".lock"))) {
                assertFalse(found.get(0).toString().endsWith(".failed"), found.toString());
                return found.get(0);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no archive was made in " + cache);
    }

    private static List<Path> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (NoSuchFileException | UncheckedIOException e) {
            // The directory does not exist yet, or the lock has just been deleted.
            return List.of();
        }
    }

    @Test
    void archiveOfAnotherJarIsNotUsed() throws Exception {
        Path arguments = directory.resolve("arguments");
        Path home = fakeJavaHome(arguments);
        Path copy = directory.resolve("copy");
        run(Map.of(), "cp", "-rp", HOME.toAbsolutePath().toString(), copy.toString());
        Map<String, String> environment =
                Map.of("CAMB_TTS_CACHE_DIR", directory.resolve("cache").toString(), "JAVA_HOME", home.toString());
        String[] version = {copy.resolve("bin/camb-tts").toString(), "--version"};
        run(environment, version);
        Path archive = archiveIn(directory.resolve("cache"));
        Path jar = copy.resolve("lib/camb-tts.jar");
        assertEquals(Files.getLastModifiedTime(jar), Files.getLastModifiedTime(archive));
        assertTrue(usesArchive(environment, arguments, version));

        // Makes a new archive impossible, so that what is tested is only whether the existing one is used.
        assertTrue(copy.resolve("libexec/make-archive").toFile().setExecutable(false));
        FileTime time = Files.getLastModifiedTime(jar);
        for (int seconds : new int[] {-10, 10}) {
            Files.setLastModifiedTime(jar, FileTime.from(time.toInstant().plusSeconds(seconds)));
            assertFalse(usesArchive(environment, arguments, version));
        }
        Files.setLastModifiedTime(jar, time);
        assertTrue(usesArchive(environment, arguments, version));
        Files.writeString(copy.resolve("lib/camb-tts.jar.sha256"), "0".repeat(64) + "  camb-tts.jar\n");
        assertFalse(usesArchive(environment, arguments, version));
    }

    private boolean usesArchive(Map<String, String> environment, Path arguments, String... command) throws Exception {
        Files.delete(arguments);
        Result result = run(environment, command);
        assertEquals(0, result.exitCode(), result.stderr());
        return Files.readString(arguments).contains("-XX:SharedArchiveFile=");
    }

    /** Each process that the launcher starts delays Java. */
    @Test
    void launcherStartsNoProcessBeforeJava() throws Exception {
        Path real = Path.of(System.getProperty("java.home"));
        Path home = Files.createDirectories(directory.resolve("empty path"));
        Files.createSymbolicLink(home.resolve("java"), real.resolve("bin/java"));
        // No other program can be found.
        Result byHome = run(Map.of("PATH", "/no/such"), launcher(), "--version");
        assertEquals(0, byHome.exitCode(), byHome.stderr());
        assertEquals("", byHome.stderr());
        Result byPath = run(Map.of("PATH", home.toString(), "JAVA_HOME", ""), launcher(), "--version");
        assertEquals(0, byPath.exitCode(), byPath.stderr());
        assertTrue(byPath.stdout().startsWith("camb-tts "), byPath.stdout());
    }

    @Test
    void noArchiveIsMadeAtARelativePathOrOneThatCouldLeaveTheCache() throws Exception {
        String home = Path.of(System.getProperty("java.home")).toString();
        Path cache = directory.resolve("cache");
        for (String settings : List.of(
                "CAMB_TTS_CACHE_DIR=cache",
                "CAMB_TTS_CACHE_DIR=-rf",
                "CAMB_TTS_CACHE_DIR='" + cache + "/..'",
                "CAMB_TTS_CACHE_DIR='" + cache + "/../..'",
                "tts=\"${tts%/*}/../bin/camb-tts\"; CAMB_TTS_CACHE_DIR='" + cache + "'",
                "CAMB_TTS_CACHE_DIR='" + cache + "' JAVA_HOME='" + home + "/bin/..'")) {
            Result result = shell(settings + " sh -x \"$tts\" --version");
            assertEquals(0, result.exitCode(), result.stderr());
            assertFalse(result.stderr().contains("libexec/make-archive"), result.stderr());
        }
        String made = shell("CAMB_TTS_CACHE_DIR='" + cache + "' sh -x \"$tts\" --version 2>&1")
                .stdout();
        assertTrue(made.contains("libexec/make-archive"), made);
        archiveIn(cache);
    }

    /** The directory may be one that holds other things, such as the home directory. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "with space", "-rf", "new\nline", "*", "$HOME", "linked"})
    void launcherWorksOnlyInADirectoryOfItsOwn(String name) throws Exception {
        Path cache = directory.resolve(name);
        if (name.equals("linked")) {
            Files.createSymbolicLink(cache, Files.createDirectory(directory.resolve("real")));
        } else {
            Files.createDirectory(cache);
        }
        Files.createDirectories(cache.resolve("usr/lib"));
        List<Path> others = List.of(
                Files.writeString(cache.resolve("thesis.odt"), "years of work"),
                Files.writeString(cache.resolve("usr/lib/" + "0".repeat(64)), "of another program"),
                Files.writeString(cache.resolve("camb-tts notes"), "read me"),
                Files.writeString(directory.resolve("beside"), "it"));
        Path tools = Files.createDirectory(directory.resolve("tools"));
        Path find = Files.writeString(tools.resolve("find"), """
                #!/bin/sh
                # Sees every file as one of last year.
                for word; do
                    shift
                    case $word in
                        -ctime | -mtime) set -- "$@" -true ;;
                        +[0-9]*) ;;
                        *) set -- "$@" "$word" ;;
                    esac
                done
                exec /usr/bin/find "$@"
                """);
        assertTrue(find.toFile().setExecutable(true));
        Map<String, String> environment = Map.of(
                "CAMB_TTS_CACHE_DIR", cache.toString(),
                "JAVA_HOME", quickJavaHome().toString(),
                "PATH", tools + ":" + System.getenv("PATH"));
        assertEquals(0, run(environment, launcher(), "--version").exitCode());
        archiveIn(cache.resolve("camb-tts"));
        for (Path other : others) {
            assertTrue(Files.exists(other), other + " was deleted");
        }
        try (Stream<Path> names = Files.list(cache)) {
            assertEquals(
                    List.of("camb-tts", "camb-tts notes", "thesis.odt", "usr"),
                    names.map(path -> path.getFileName().toString()).sorted().toList());
        }
        assertEquals(1, filesBelow(cache.resolve("usr")).size());
    }

    /** Returns a Java home whose java does nothing but write the files that it is asked for. */
    private Path quickJavaHome() throws IOException {
        Path home = Files.createDirectory(directory.resolve("quick java"));
        Files.createDirectory(home.resolve("bin"));
        Files.copy(Path.of(System.getProperty("java.home"), "release"), home.resolve("release"));
        Path script = Files.writeString(home.resolve("bin/java"), """
                #!/bin/sh
                for word; do
                    case $word in
                        -XX:DumpLoadedClassList=* | -XX:SharedArchiveFile=*) echo something >"${word#*=}" ;;
                    esac
                done
                """);
        assertTrue(script.toFile().setExecutable(true));
        return home;
    }

    @Test
    void cacheThatCannotBeWrittenIsIgnored() throws Exception {
        Result result = run(Map.of("CAMB_TTS_CACHE_DIR", "/proc/none"), launcher(), "--version");
        assertEquals(0, result.exitCode());
        assertEquals("", result.stderr());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "--help",
                "get --help",
                "get",
                "get no-number",
                "get 1 --no-such",
                "fetch",
                "verify LICENSE"
            })
    void commandsWithoutNetworkLoadNoHttpStack(String arguments) throws Exception {
        String[] fixed = {
            java(),
            "-Xlog:class+load",
            "-jar",
            HOME.resolve("lib/camb-tts.jar").toAbsolutePath().toString()
        };
        String[] command = Stream.concat(Stream.of(fixed), Stream.of(arguments.split(" ", -1)))
                .toArray(String[]::new);
        Result result = run(Map.of(), command);
        assertTrue(result.stdout().contains("io.github.cambtts.cli.CambTts "), result.stderr());
        assertEquals(
                List.of(),
                HTTP_STACK
                        .matcher(result.stdout())
                        .results()
                        .map(found -> found.group())
                        .toList());
    }

    @Test
    void startLoadsOnlyTheCommandThatIsNamed() throws Exception {
        String jar = HOME.resolve("lib/camb-tts.jar").toAbsolutePath().toString();
        String version = run(Map.of(), java(), "-Xlog:class+load", "-jar", jar, "--version")
                .stdout();
        assertTrue(version.contains("io.github.cambtts.cli.CambTts "), version);
        assertFalse(version.contains("io.github.cambtts.cli.GetCommand "), "get was loaded");
        String get = run(Map.of(), java(), "-Xlog:class+load", "-jar", jar, "get", "no-number")
                .stdout();
        assertTrue(get.contains("io.github.cambtts.cli.GetCommand "), get);
        assertFalse(get.contains("io.github.cambtts.cli.ServeCommand "), "serve was loaded");
    }

    /**
     * Runs shell commands, in which {@code "$tts"} is the launcher. Names pass through as bytes, independent of this
     * JVM's locale.
     */
    private Result shell(String... lines) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("script"), String.join("\n", lines));
        return run(Map.of("tts", launcher(), "CAMB_API_KEY", Outcome.KEY), "sh", script.toString());
    }

    @Test
    void nameThatTheLocaleCannotWriteIsRefused() throws Exception {
        for (String command : List.of(
                "demo -o \u00e9.flac",
                "get 1 -o \u00e9.flac",
                "get 1 --output-dir \u00e9",
                "get 1 --ids \u00e9",
                "get 1 --api-key-file \u00e9",
                "get 1 --ca-file \u00e9")) {
            Result result = shell("LC_ALL=C exec \"$tts\" " + command);
            assertEquals(2, result.exitCode(), command + ": " + result.stderr());
            assertTrue(result.stderr().contains("LC_ALL"), result.stderr());
        }
        for (String command : List.of("demo", "serve", "get 1", "url 1")) {
            Result within = shell("mkdir -p \u00e9 && cd \u00e9 && LC_ALL=C exec \"$tts\" " + command);
            assertEquals(2, within.exitCode(), command + ": " + within.stderr());
        }
        Result verify = shell("LC_ALL=C exec \"$tts\" verify \u00e9");
        assertEquals(8, verify.exitCode(), verify.stderr());
        assertTrue(verify.stderr().contains("LC_ALL"), verify.stderr());
        Result inside = shell("cd \u00e9 && LC_ALL=C \"$tts\" demo; echo $?; ls -A . | wc -l; ls -d ../*/");
        assertEquals(
                List.of("2", "0"),
                inside.stdout().lines().limit(2).map(String::strip).toList());
        assertEquals(3, inside.stdout().lines().count(), inside.stdout());
    }

    @Test
    void withoutALocaleAnyFileNameCanBeWritten() throws Exception {
        Result result = shell(
                "unset LC_ALL LC_CTYPE LANG",
                "\"$tts\" demo -o \u00e9.flac >/dev/null && test -f \u00e9.flac && echo there");
        assertEquals("there", result.stdout().strip(), result.stderr());
    }

    @Test
    void closedAndFullStreamsAreReported() throws Exception {
        assertTrue(shell("exec \"$tts\" get --ids - <&-").stderr().contains("holds no run id"));
        Result full = shell("exec \"$tts\" --version >/dev/full");
        assertEquals(8, full.exitCode());
        assertTrue(full.stderr().contains("stdout"), full.stderr());
        Result closed = shell("exec \"$tts\" demo >&-");
        assertEquals(8, closed.exitCode());
        assertEquals(1, closed.stderr().lines().count(), closed.stderr());
        Result piped = shell("{ \"$tts\" get --help; echo $? >&2; } | head -n 1");
        assertEquals(1, piped.stdout().lines().count());
    }

    /** Starts {@code serve} of the distribution with the log in the file {@code log}. */
    private Process serve(String... options) throws IOException {
        List<String> command = Stream.concat(Stream.of(launcher(), "serve"), Stream.of(options))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CAMB_TTS_CACHE_DIR", "");
        return builder.start();
    }

    /** For each documented run: curl's exit code, the status, and the bytes that arrive. */
    private static final String[] CURLED = {
        "1 0 200 94043",
        "2 0 200 88244",
        "3 0 200 94043",
        "4 18 200 40000",
        "5 56 200 any",
        "5 0 200 94043",
        "6 28 200 40000",
        "7 28 000 0",
        "8 52 000 0",
        "9 0 200 36000",
        "10 0 200 any",
        "11 0 200 0",
        "12 0 200 60000",
        "13 0 307 0",
        "14 0 200 94043",
        "15 0 200 94043",
        "16 0 200 94043",
        "17 0 200 94043",
        "18 0 200 67108864",
        "401 0 401 any",
        "402 0 402 any",
        "403 0 403 any",
        "404 0 404 any",
        "422 0 422 any",
        "429 0 429 any",
        "429 0 200 94043",
        "500 0 500 any",
        "502 0 502 any",
        "503 0 503 any",
        "503 0 200 94043",
        "504 0 504 any",
        "77 0 200 94043"
    };

    @Test
    void curlGetsWhatEachDocumentedRunPromises() throws Exception {
        Process server = serve("--quiet");
        try {
            String baseUrl = server.inputReader().readLine();
            for (String each : CURLED) {
                String[] expected = each.split(" ", -1);
                boolean isSilent = expected[1].equals("28");
                Result got = run(
                        Map.of(),
                        "curl",
                        "-s",
                        "-m",
                        isSilent ? "5" : "100",
                        "-H",
                        "x-api-key: any",
                        "-o",
                        "body",
                        "-w",
                        "%{http_code} %{size_download}",
                        baseUrl + "/tts-result/" + expected[0]);
                String[] written = got.stdout().split(" ", -1);
                assertEquals(Integer.parseInt(expected[1]), got.exitCode(), each);
                assertEquals(expected[2], written[0], each);
                assertTrue(expected[3].equals("any") || expected[3].equals(written[1]), each + ": " + got.stdout());
            }
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void secondCommandFetchesTheRunsThatTheFirstDidNotSave() throws Exception {
        Process server = serve("--fail", "120=500", "--quiet");
        try {
            String baseUrl = server.inputReader().readLine();
            String ids =
                    IntStream.rangeClosed(101, 149).mapToObj(String::valueOf).collect(Collectors.joining("\n"));
            Files.writeString(directory.resolve("ids"), ids + "\n12\n");
            String[] command = {
                launcher(),
                "get",
                "--ids",
                "ids",
                "--jobs",
                "8",
                "--json",
                "--retries",
                "0",
                "--output-dir",
                "out",
                "--skip-existing"
            };
            Map<String, String> environment = Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", baseUrl);
            Result first = run(environment, command);
            // The first failed run of the list is 120; run 12 is cut short.
            assertEquals(5, first.exitCode(), first.stderr());
            assertEquals(50, first.stdout().lines().count());
            assertEquals(48, count(first, "\"path\":"));
            assertEquals(1, count(first, "\"kind\":\"SERVER\",\"status\":500,\"run_id\":120"));
            assertEquals(1, count(first, "\"kind\":\"TRUNCATED\""));
            assertEquals(48, filesBelow(directory.resolve("out")).size());

            run(Map.of(), "curl", "-s", "-X", "POST", baseUrl.replace("/apis", "/reset"));
            Result second = run(environment, command);
            assertEquals(5, second.exitCode(), second.stderr());
            assertEquals(50, second.stdout().lines().count());
            assertEquals(48, count(second, "\"skipped\":true"));
            String journal = run(Map.of(), "curl", "-s", baseUrl.replace("/apis", "/journal"))
                    .stdout();
            assertEquals(
                    2,
                    Pattern.compile("/tts-result/").matcher(journal).results().count(),
                    journal);
        } finally {
            server.destroyForcibly();
        }
    }

    private static long count(Result result, String part) {
        return result.stdout().lines().filter(line -> line.contains(part)).count();
    }

    @Test
    void serveAnswersCurlAndEndsWith0OnSigterm() throws Exception {
        Path log = directory.resolve("log");
        Process server = serve("--link-lifetime", "5s");
        try {
            String baseUrl = server.inputReader().readLine();
            Result audio = run(
                    Map.of(),
                    "curl",
                    "-sS",
                    "-D",
                    "headers",
                    "-H",
                    "x-api-key: " + Outcome.KEY,
                    "-o",
                    "a.flac",
                    baseUrl + "/tts-result/1");
            assertEquals(0, audio.exitCode(), audio.stderr());
            String headers = Files.readString(directory.resolve("headers"));
            assertTrue(headers.startsWith("HTTP/1.1 200 "), headers);
            assertTrue(headers.contains("Content-Type: audio/flac"), headers);
            assertEquals(0, run(Map.of(), launcher(), "verify", "a.flac").exitCode());
            Result cut = run(Map.of(), "curl", "-s", "-H", "x-api-key: a", "-o", "b.flac", baseUrl + "/tts-result/4");
            assertEquals(18, cut.exitCode(), "curl's exit code for a body that is cut short");
            Result page = run(Map.of(), "curl", "-sS", baseUrl.replace("/apis", "/"));
            assertTrue(page.stdout().contains("429 with Retry-After: 1 once, then good"), page.stdout());
            server.destroy();
            assertTrue(server.waitFor(60, TimeUnit.SECONDS), "it did not end");
            assertEquals(0, server.exitValue());
            assertEquals(2, Files.readAllLines(log).size(), Files.readString(log));
        } finally {
            server.destroyForcibly();
        }
    }

    /** {@link CompletionTest} tests what it completes. */
    @Test
    void bashReadsTheCompletionScript() throws Exception {
        Path script = HOME.resolve("share/bash-completion/completions/camb-tts").toAbsolutePath();
        Result result = run(Map.of(), "bash", "-c", ". '" + script + "'; complete -p camb-tts");
        assertEquals(
                "complete -o default -F _camb_tts_bash camb-tts",
                result.stdout().strip(),
                result.stderr());
    }
}
