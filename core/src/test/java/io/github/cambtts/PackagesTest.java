package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which other packages each package may use. That no public signature mentions an internal one is checked by javac. */
class PackagesTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final String ROOT = "io.github.cambtts";
    /** Texts first: what looks like the start of a comment in a text is none. */
    private static final Pattern TEXT_OR_COMMENT = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.[^']*|[^'\\\\])'|/\\*.*?\\*/|//[^\n]*",
            Pattern.DOTALL);

    private static final Pattern AROUND_DOT = Pattern.compile("\\s*\\.\\s*");
    private static final Pattern MENTION =
            Pattern.compile("\\bio\\.github\\.cambtts((?:\\.[a-z]\\w*)*)\\.(?:[A-Z]|\\*)");

    private static final Pattern DECLARATION = Pattern.compile("^(public|protected|default) (?!->)");

    /** The packages that each package may use, in addition to itself. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "", Set.of(".transport"),
            ".transport", Set.of(),
            ".internal",
                    Set.of(
                            "",
                            ".transport",
                            ".internal.save",
                            ".internal.http",
                            ".internal.call",
                            ".internal.recording",
                            ".internal.text",
                            ".internal.time"),
            ".internal.save", Set.of("", ".internal.http", ".internal.call", ".internal.recording", ".internal.text"),
            ".internal.http", Set.of("", ".transport", ".internal.call", ".internal.recording", ".internal.text"),
            ".internal.call", Set.of("", ".transport", ".internal.text", ".internal.time"),
            ".internal.recording", Set.of(""),
            ".internal.text", Set.of(),
            ".internal.time", Set.of());

    @Test
    void everyPackageUsesOnlyThePackagesItMay() throws IOException {
        Set<String> forbidden = new TreeSet<>();
        eachSource((file, packageName) -> {
            Set<String> allowed = MAY_USE.get(packageName);
            assertTrue(allowed != null, () -> "no rule for the package of " + file);
            Matcher mention = MENTION.matcher(code(file));
            while (mention.find()) {
                String used = mention.group(1);
                // The builder puts the parts together.
                boolean isBuilder = file.endsWith("TtsResultsBuilder.java");
                if (!used.equals(packageName) && !allowed.contains(used) && !isBuilder) {
                    forbidden.add(file.getFileName() + " uses " + ROOT + used);
                }
            }
        });
        assertEquals(Set.of(), forbidden);
    }

    private interface Visit {
        void at(Path file, String packageName);
    }

    private static void eachSource(Visit visit) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("module-info.java"))
                    .toList();
        }
        assertTrue(files.size() > 50, "the sources are not where this test looks for them");
        for (Path file : files) {
            String packageName = SOURCES.relativize(file).getParent().toString().replace('/', '.');
            visit.at(file, packageName.substring(ROOT.length()));
        }
    }

    /** Returns a source without texts and comments, each name on one line. */
    private static String codeOf(String source) {
        String code = TEXT_OR_COMMENT.matcher(source).replaceAll("");
        return AROUND_DOT.matcher(code).replaceAll(".");
    }

    @Test
    void noWayOfNamingATypeEscapesTheCheck() {
        for (String source : List.of(
                "import io.github.cambtts.internal.save.*;",
                "Class<?> c = io.github.cambtts\n    .internal.save.Download.class;",
                "String accept = \"*/*;q=0.1\"; io.github.cambtts.internal.save.Download d; /* */",
                "String url = \"https://a\"; io.github.cambtts.internal.save.Download d;",
                "char quote = '\"'; io.github.cambtts.internal.save.Download d; // \"")) {
            Matcher mention = MENTION.matcher(codeOf(source));
            assertTrue(mention.find(), source);
            assertEquals(".internal.save", mention.group(1));
        }
        assertFalse(MENTION.matcher(codeOf("// io.github.cambtts.internal.save.Download"))
                .find());
    }

    /** Javadoc's own check would also ask for a record's components again at its compact constructor. */
    @Test
    void everyPublicDeclarationHasJavadoc() throws IOException {
        Set<String> missing = new TreeSet<>();
        eachSource((file, packageName) -> {
            String before = "";
            for (String line : packageName.startsWith(".internal") ? List.<String>of() : lines(file)) {
                String code = line.strip();
                if (DECLARATION.matcher(code).find() && !before.equals("*/") && !before.equals("@Override")) {
                    missing.add(file.getFileName() + ": " + code);
                }
                boolean isBetween = code.startsWith("//") || (code.startsWith("@") && !code.equals("@Override"));
                before = isBetween ? before : code.endsWith("*/") ? "*/" : code;
            }
        });
        assertEquals(Set.of(), missing);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String code(Path file) {
        try {
            return codeOf(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
