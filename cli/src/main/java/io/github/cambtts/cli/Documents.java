package io.github.cambtts.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the documents of the distribution: completion for bash and zsh, the man page, the notices of the libraries, and
 * the jar's checksum. Run by the build.
 */
final class Documents {

    private static final String NAME = "camb-tts";

    /** The files that the licences of the libraries in the jar require to be passed on. */
    private static final List<String> NOTICES =
            List.of("NOTICE", "FastDoubleParser-LICENSE", "FastDoubleParser-ThirdParty-LICENSE", "Schubfach-LICENSE");

    private Documents() {}

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Documents.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Writes the documents.
     *
     * @param args the directory to write to, the version to print, and the jar
     */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        Environment environment = Environment.ofProcess();
        Cancellation cancellation = new Cancellation();
        CommandLine commandLine = CambTts.commandLine(
                environment, cancellation, new FailureReport(environment, cancellation), CambTts.COMMANDS);
        String completion = Completion.script(commandLine);
        write(directory.resolve("bash-completion/completions/" + NAME), completion);
        write(directory.resolve("zsh/site-functions/_" + NAME), completion);
        write(directory.resolve("man/man1/" + NAME + ".1"), manPage(commandLine, args[1]));
        for (String notice : NOTICES) {
            write(directory.resolve("doc/" + NAME + "/" + notice), resource("/META-INF/" + notice));
        }
        Path jar = Path.of(args[2]);
        write(directory.resolve(jar.getFileName() + ".sha256"), Sha256.of(jar) + "  " + jar.getFileName() + "\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.replace("\r\n", "\n"), StandardCharsets.UTF_8);
    }

    /** Returns the man page, in the macros of man(7). */
    static String manPage(CommandLine commandLine, String version) {
        StringBuilder page = new StringBuilder();
        page.append(".TH CAMB-TTS 1 \"\" \"camb-tts ").append(text(version)).append("\"\n");
        page.append(".SH NAME\ncamb\\-tts \\- ")
                .append(text(description(commandLine.getCommandSpec())))
                .append('\n');
        page.append(".SH SYNOPSIS\n");
        commandLine
                .getSubcommands()
                .forEach((name, command) -> page.append(".B camb\\-tts ")
                        .append(text(name))
                        .append("\n")
                        .append(text(arguments(command)))
                        .append("\n.br\n"));
        page.append(".SH COMMANDS\n");
        commandLine.getSubcommands().forEach((name, command) -> {
            page.append(".SS camb\\-tts ").append(text(name)).append('\n');
            page.append(text(description(command.getCommandSpec()))).append('\n');
            for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
                entry(page, parameter.paramLabel(), HelpText.description(parameter));
            }
            for (OptionSpec option : command.getCommandSpec().options()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                entry(page, String.join(", ", option.names()) + label, HelpText.description(option));
            }
        });
        commandLine.getSubcommands().forEach((name, command) -> {
            Map<String, String> runs = HelpText.documentedRuns(command);
            if (!runs.isEmpty()) {
                entries(page, "RUNS AND TASKS OF " + name.toUpperCase(Locale.ROOT), runs);
            }
        });
        entries(page, "EXIT STATUS", HelpText.EXIT_CODES);
        entries(page, "ENVIRONMENT", HelpText.ENVIRONMENT);
        page.append(".SH EXAMPLES\n.nf\n")
                .append(text("export CAMB_API_KEY=...\n"
                        + "camb-tts get 12345 -o speech.flac\n"
                        + "camb-tts get 12345 -o - | ffplay -nodisp -\n"
                        + "camb-tts get --task 0b1d2c3a-4455-6677-8899-aabbccddeeff -o speech.flac\n"
                        + "camb-tts get --ids ids.txt --output-dir audio --jobs 8 --skip-existing\n"
                        + "camb-tts verify audio/*.flac\n"))
                .append(".fi\n");
        return page.toString();
    }

    private static String arguments(CommandLine command) {
        StringBuilder arguments = new StringBuilder("[OPTION]...");
        for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
            arguments
                    .append(' ')
                    .append(parameter.paramLabel())
                    .append(parameter.arity().max() > 1 ? "..." : "");
        }
        return arguments.toString();
    }

    private static String description(CommandSpec spec) {
        return Ansi.OFF
                .string(String.join(" ", spec.usageMessage().description()))
                .replace("%n", "");
    }

    private static void entries(StringBuilder page, String heading, Map<String, String> entries) {
        page.append(".SH ").append(heading).append('\n');
        entries.forEach((name, meaning) -> entry(page, name, meaning));
    }

    private static void entry(StringBuilder page, String term, String meaning) {
        page.append(".TP\n.B ")
                .append(text(term))
                .append('\n')
                .append(text(meaning))
                .append('\n');
    }

    /** Escapes what roff interprets: backslashes, hyphens, quotes, and dots at the beginning of a line. */
    private static String text(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("'", "\\(aq")
                .replaceAll("(?m)^\\.", "\\\\&.");
    }
}
