package io.github.cambtts.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help of every command, with exit codes and environment variables, wrapped between words at any width. Picocli
 * lays it out in columns; below picocli's minimum width, each option is on a line above its description.
 */
final class HelpText {

    /** Picocli rejects a smaller width. */
    private static final int MIN_COLUMNS_OF_PICOCLI = 55;

    private static final int MIN_COLUMNS = 20;
    private static final int MAX_COLUMNS = 100;
    private static final String INDENT = "  ";
    private static final int TERM_COLUMNS = 7;

    static final Map<String, String> EXIT_CODES = exitCodes();
    static final Map<String, String> ENVIRONMENT = environment();

    private HelpText() {}

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "done");
        codes.put("1", "an internal error");
        codes.put("2", "wrong usage: bad option, bad id, missing or malformed key");
        codes.put("3", "the account: key, permission or credits");
        codes.put("4", "the run or the task: not found, refused, or failed");
        codes.put("5", "the service: overloaded or failing");
        codes.put("6", "the connection: refused, broken, TLS, proxy, or a time limit");
        codes.put(
                "7",
                "the answer is not what the API promises; with verify, a file is cut short, damaged or no recording");
        codes.put("8", "the file cannot be read or written, or exists");
        codes.put("130", "interrupted (129, 143: ended by SIGHUP, SIGTERM); nothing is left behind");
        return codes;
    }

    private static Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(Environment.KEY_VARIABLE, "the API key");
        variables.put(
                Environment.BASE_URL_VARIABLE, "the base URL of the API, instead of " + Environment.DEFAULT_BASE_URL);
        variables.put(Environment.ADAPTER_VARIABLE, "the HTTP stack, jdkhttp or feign, where --adapter is not given");
        variables.put("HTTPS_PROXY, ALL_PROXY", "the HTTP proxy for https, and for all, where --proxy is not given");
        variables.put("NO_PROXY", "hosts and domains to reach without it, separated by commas, or *");
        variables.put("NO_COLOR, CLICOLOR, CLICOLOR_FORCE", "whether help is coloured");
        return variables;
    }

    /** Adds the sections to a command and its subcommands. */
    static void addTo(CommandLine commandLine, int columns) {
        int width = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns));
        commandLine.getSubcommands().values().forEach(command -> addTo(command, columns));
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(EXIT_CODES);
        usage.footer(
                footer(commandLine, Math.max(width, MIN_COLUMNS_OF_PICOCLI)).toArray(String[]::new));
        if (width >= MIN_COLUMNS_OF_PICOCLI) {
            usage.width(width);
        } else {
            commandLine.setHelpSectionKeys(List.of("narrow"));
            commandLine.setHelpSectionMap(Map.of("narrow", help -> narrow(help, commandLine, width)));
        }
    }

    /** Returns the lines below the exit codes: the documented runs and the environment variables. */
    private static List<String> footer(CommandLine commandLine, int width) {
        List<String> lines = new ArrayList<>();
        Map<String, String> runs = documentedRuns(commandLine);
        if (!runs.isEmpty()) {
            lines.addAll(List.of("", "Runs and tasks:"));
            runs.forEach((id, meaning) -> lines.addAll(listed(id, meaning, width)));
        }
        lines.addAll(List.of("", "Environment:"));
        ENVIRONMENT.forEach(
                (name, meaning) -> lines.addAll(wrapped(INDENT, INDENT.repeat(3), name + ": " + meaning, width)));
        return lines;
    }

    static Map<String, String> documentedRuns(CommandLine commandLine) {
        return commandLine.getCommand() instanceof RunCommand command ? command.documentedRuns() : Map.of();
    }

    private static List<String> listed(String term, String meaning, int width) {
        String padded = term + " ".repeat(Math.max(1, TERM_COLUMNS - term.length()));
        return wrapped(INDENT, INDENT + " ".repeat(TERM_COLUMNS), padded + meaning, width);
    }

    private static String narrow(Help help, CommandLine commandLine, int width) {
        CommandSpec spec = help.commandSpec();
        // Picocli would break the synopsis within words.
        spec.usageMessage().width(Short.MAX_VALUE);
        List<String> lines = new ArrayList<>();
        lines.addAll(
                wrapped("", INDENT, "Usage: " + plain(help.synopsis(0)).strip().replaceAll("\\s+", " "), width));
        for (String paragraph : spec.usageMessage().description()) {
            lines.addAll(wrapped("", "", paragraph, width));
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            lines.addAll(wrapped(INDENT, INDENT, parameter.paramLabel(), width));
            lines.addAll(description(parameter, width));
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String names = String.join(", ", option.names());
                String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
                lines.addAll(wrapped(INDENT, INDENT.repeat(2), names + label, width));
                lines.addAll(description(option, width));
            }
        }
        if (!spec.subcommands().isEmpty()) {
            lines.add("Commands:");
        }
        spec.subcommands().forEach((name, command) -> {
            lines.addAll(wrapped(INDENT, INDENT, name, width));
            lines.addAll(wrapped(
                    INDENT.repeat(3),
                    INDENT.repeat(3),
                    command.getCommandSpec().usageMessage().description()[0],
                    width));
        });
        lines.addAll(List.of("", "Exit codes:"));
        EXIT_CODES.forEach((code, meaning) -> lines.addAll(listed(code, meaning, width)));
        lines.addAll(footer(commandLine, width));
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static List<String> description(ArgSpec argument, int width) {
        return wrapped(INDENT.repeat(3), INDENT.repeat(3), description(argument), width);
    }

    /** Returns the description of an option or a parameter, with its default. */
    static String description(ArgSpec argument) {
        return String.join(" ", argument.description())
                .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
    }

    private static String plain(String text) {
        return Ansi.OFF.string(text).replaceAll("\u001b\\[[0-9;]*m", "");
    }

    /** Wraps text between words; a word longer than the width gets a line of its own, unbroken. */
    static List<String> wrapped(String first, String others, String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean isEmpty = true;
        for (String word : text.split(" ", -1)) {
            if (!isEmpty && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(others);
                isEmpty = true;
            }
            line.append(isEmpty ? "" : " ").append(word);
            isEmpty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
