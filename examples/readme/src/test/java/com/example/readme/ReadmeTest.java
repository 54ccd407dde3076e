package com.example.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every Java block of README.md is part of a source file that the build compiles and runs. A comment before the block names
 * the file. The block is what lies between {@code // snippet} and {@code // end} in the file or, without these, what follows
 * its imports and Javadoc; the file's imports may precede it.
 */
class ReadmeTest {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern BLOCK = Pattern.compile("(?m)^(.*)\n```java\n([\\s\\S]*?)^```$");
    private static final Pattern SOURCE = Pattern.compile("<!-- (\\S+) -->");

    @TestFactory
    List<DynamicTest> everyJavaBlockIsOfASourceFile() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        String readme = Files.readString(ROOT.resolve("README.md"));
        Matcher blocks = BLOCK.matcher(readme);
        while (blocks.find()) {
            String before = blocks.group(1);
            String block = blocks.group(2);
            long line = readme.substring(0, blocks.start(2)).lines().count() + 1;
            tests.add(DynamicTest.dynamicTest("the block at line " + line, () -> {
                Matcher source = SOURCE.matcher(before);
                assertTrue(source.matches(), () -> "No <!-- source file --> before:\n" + block);
                assertSame(ROOT.resolve(source.group(1)), block);
            }));
        }
        assertFalse(tests.isEmpty());
        return tests;
    }

    private static void assertSame(Path source, String block) throws IOException {
        List<String> lines = Files.readAllLines(source);
        String snippet = snippet(lines);
        String imports =
                lines.stream().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n", "", "\n\n"));
        assertEquals(block.startsWith("import ") ? imports + snippet : snippet, block);
    }

    private static String snippet(List<String> lines) {
        int from = indexOf(lines, "// snippet") + 1;
        int to = indexOf(lines, "// end");
        if (from == 0) {
            while (lines.get(from).matches("(package|import|/\\*\\*| \\*).*|")) {
                from++;
            }
            to = lines.size();
        }
        return String.join("\n", lines.subList(from, to)).stripIndent() + "\n";
    }

    private static int indexOf(List<String> lines, String mark) {
        return lines.stream().map(String::strip).toList().indexOf(mark);
    }
}
