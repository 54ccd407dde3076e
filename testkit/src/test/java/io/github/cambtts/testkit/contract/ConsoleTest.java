package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run of the suite prints. */
@Tag("suite")
class ConsoleTest {

    private static final String HEADING = "TransportUnderTest +passed +failed +skipped +seconds";
    private static final String SUBJECT = "[A-Z]\\w+ +\\d+ +0 +0 +\\d+";
    private static final String FAULT_HEADING = "TransportUnderTest|fault +type +kind +attempts +requests +ms";
    private static final String FAULT = ".+ \\w+Exception +[A-Z_]+ +\\d+ +\\d+ +\\d+";

    private static final String LAST =
            "camb-tts contract unreleased: [1-9]\\d* passed, 0 declared, 0 failed, PlainTransport";

    @TempDir
    Path directory;

    /** These cases break connections of every server of the suite, and leave some of them early. */
    @Test
    void aCorrectTransportPrintsItsTablesAndNothingElse() throws Exception {
        List<String> printed = printedBy(
                "overEveryWireAStalledBodyIsAnIdleTimeout",
                "closingDoesNotReadTheRestOfABody",
                "anUntrustedCertificateIsATlsError");
        assertTrue(printed.stream().anyMatch(line -> line.matches(HEADING)), printed::toString);
        assertTrue(printed.get(printed.size() - 1).matches(LAST), printed::toString);
        String allowed = String.join("|", "", HEADING, SUBJECT, FAULT_HEADING, FAULT, LAST);
        assertEquals(
                List.of(),
                printed.stream().filter(line -> !line.matches(allowed)).toList());
    }

    private List<String> printedBy(String... cases) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PrintedRun.class.getName()));
        command.addAll(List.of(cases));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the run did not end");
            assertEquals(0, process.exitValue(), Files.readString(output));
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
