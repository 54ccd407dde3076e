package com.example.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every Java block of the pages is part of a source file that the build compiles and tests. A comment before the block names
 * the file. The block is what lies between {@code // snippet} and {@code // end} in the file or, without these, what follows
 * its imports and Javadoc; the file's imports may precede it. {@code File.java#name} means {@code // snippet name}.
 *
 * <p>Every link between the pages leads to a file, and to a heading if it names one.
 */
class PagesTest {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern BLOCK = Pattern.compile("(?m)^(.*)\n *```java\n([\\s\\S]*?)^ *```$");
    private static final Pattern SOURCE = Pattern.compile(" *<!-- ([^ #]+)(?:#(\\S+))? -->");
    private static final Pattern CODE = Pattern.compile("(?m)^ *```[\\s\\S]*?^ *```$|`[^`\n]*`");
    private static final Pattern LINK =
            Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)|(?:src|srcset)=\"([^\"]*)\"");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("target"))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    List<DynamicTest> everyJavaBlockIsOfASourceFile() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            Matcher blocks = BLOCK.matcher(text);
            while (blocks.find()) {
                String before = blocks.group(1);
                String block = blocks.group(2).stripTrailing().stripIndent() + "\n";
                long line = text.substring(0, blocks.start(2)).lines().count() + 1;
                tests.add(DynamicTest.dynamicTest(ROOT.relativize(page) + ":" + line, () -> {
                    Matcher source = SOURCE.matcher(before);
                    assertTrue(source.matches(), () -> "No <!-- source file --> before:\n" + block);
                    String mark = source.group(2) == null ? "// snippet" : "// snippet " + source.group(2);
                    assertSame(ROOT.resolve(source.group(1)), mark, block);
                }));
            }
        }
        assertFalse(tests.isEmpty());
        return tests;
    }

    private static void assertSame(Path source, String mark, String block) throws IOException {
        List<String> lines = Files.readAllLines(source);
        String snippet = snippet(lines, mark);
        String imports =
                lines.stream().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n", "", "\n\n"));
        assertEquals(block.startsWith("import ") ? imports + snippet : snippet, block);
    }

    private static String snippet(List<String> lines, String mark) {
        List<String> marks = lines.stream().map(String::strip).toList();
        int from = marks.indexOf(mark) + 1;
        int to = from + marks.subList(from, marks.size()).indexOf("// end");
        if (from == 0) {
            while (lines.get(from).matches("(package|import|/\\*\\*| \\*).*|")) {
                from++;
            }
            to = lines.size();
        }
        return String.join("\n", lines.subList(from, to)).stripIndent() + "\n";
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher links = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));
            while (links.find()) {
                String path = links.group(1) == null ? links.group(3) : links.group(1);
                Path target = path.isEmpty() ? page : page.resolveSibling(path);
                String heading = links.group(2);
                if (!Files.exists(target)
                        || (heading != null && !headings(target).contains(heading))) {
                    broken.add(ROOT.relativize(page) + ": " + links.group());
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    /** Returns the fragments of a page's headings, as they are usually derived. */
    private static List<String> headings(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }
}
