package io.github.cambtts.cli;

import io.github.cambtts.cli.Terminal.TerminalSize;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command {@code camb-tts}. */
@Command(
        name = "camb-tts",
        mixinStandardHelpOptions = true,
        versionProvider = CambTts.Version.class,
        description = "Retrieves the audio of finished CAMB.AI text-to-speech runs.",
        synopsisSubcommandLabel = "COMMAND")
public final class CambTts {

    static final List<String> COMMANDS = List.of("get", "url", "verify", "demo", "serve", "help");

    /** The commands as messages name them. */
    static final String ALL_NAMES = String.join(", ", COMMANDS);

    private static final int DEFAULT_COLUMNS = 80;
    private static final long MAX_SECONDS_TO_CLEAN_UP = 5;

    private CambTts() {}

    /**
     * Runs the command line and ends the process with its exit code.
     *
     * @param args the arguments
     */
    public static void main(String[] args) {
        if (System.getProperty("jdk.httpclient.bufsize") == null) {
            // The JDK's client reads 16 KiB at a time by default; large files take half the time with this.
            System.setProperty("jdk.httpclient.bufsize", "131072");
        }
        Cancellation cancellation = new Cancellation();
        CountDownLatch finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cancelAndWait(cancellation, finished), "camb-tts-end"));
        int exitCode;
        try {
            exitCode = run(args, Environment.ofProcess(), cancellation);
        } finally {
            finished.countDown();
        }
        end(exitCode, cancellation);
    }

    /** A signal ends the calls under way; the process then lives until the command has removed its files. */
    private static void cancelAndWait(Cancellation cancellation, CountDownLatch finished) {
        cancellation.cancel();
        try {
            if (!finished.await(MAX_SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS)) {
                System.err.println("camb-tts: still busy after " + MAX_SECONDS_TO_CLEAN_UP + " s; ended all the same.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(int exitCode, Cancellation cancellation) {
        System.err.flush();
        if (cancellation.isCancelled()) {
            // A signal is ending the process already and gives it its exit code; this waits for it.
            System.exit(exitCode);
        }
        interruptDaemons();
        Runtime.getRuntime().halt(exitCode);
    }

    /**
     * Wakes the threads that an HTTP client has left behind: before it ends, the JVM waits up to 300 ms for any that is in
     * a system call, as the selector of the JDK's client always is.
     */
    private static void interruptDaemons() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        Thread[] threads = new Thread[2 * group.activeCount()];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].isDaemon()) {
                threads[i].interrupt();
            }
        }
    }

    /**
     * Runs the command line.
     *
     * @return the exit code
     */
    static int run(String[] args, Environment environment, Cancellation cancellation) {
        FailureReport failures = new FailureReport(environment, cancellation);
        boolean isHelpLikely = isHelpLikely(args);
        // Picocli reads a command's annotations when it is added: the others would double the time of a start.
        CommandLine commandLine =
                commandLine(environment, cancellation, failures, isHelpLikely ? COMMANDS : commandsIn(args));
        if (isHelpLikely) {
            HelpText.addTo(commandLine, helpColumns(environment));
        }
        int exitCode = commandLine
                .setOut(environment.helpWriter())
                .setColorScheme(CommandLine.Help.defaultColorScheme(environment.isColourWanted() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler(failures::badUsage)
                .setExecutionExceptionHandler((e, command, parsed) -> failures.failed(e, command))
                .setExecutionStrategy(parsed -> execute(parsed, environment))
                .execute(args);
        // Help and version are printed by picocli, which does not look whether they arrive.
        return exitCode == ExitCode.DONE && environment.out().checkError() ? failures.stdoutFailed() : exitCode;
    }

    private static int execute(ParseResult parsed, Environment environment) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        if (!parsed.hasSubcommand()) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(), "No command was given. Give one of " + ALL_NAMES + ".");
        }
        try {
            FileNames.checkCurrent(environment.directory());
        } catch (IllegalArgumentException e) {
            CommandLine command = parsed.asCommandLineList().get(0);
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static List<String> commandsIn(String[] args) {
        List<String> given = Arrays.asList(args);
        return COMMANDS.stream().filter(given::contains).toList();
    }

    /**
     * Returns the command with those below it, not set up to be run yet.
     *
     * @param names of the commands to add
     */
    static CommandLine commandLine(
            Environment environment, Cancellation cancellation, FailureReport failures, List<String> names) {
        CommandLine commandLine = new CommandLine(new CambTts());
        for (String name : names) {
            commandLine.addSubcommand(
                    switch (name) {
                        case "get" -> new GetCommand(environment, cancellation, failures);
                        case "url" -> new UrlCommand(environment, cancellation, failures);
                        case "verify" -> new VerifyCommand(environment, cancellation);
                        case "demo" -> new DemoCommand(environment, cancellation);
                        case "serve" -> new ServeCommand(environment, cancellation);
                        case "help" -> new CommandLine.HelpCommand();
                        default -> throw new AssertionError(name);
                    });
        }
        return commandLine.setExpandAtFiles(false);
    }

    /** Asking a terminal for its width takes a process; no other command is to wait for that. */
    private static boolean isHelpLikely(String[] args) {
        return Arrays.stream(args)
                .anyMatch(arg -> arg.equals("help") || arg.equals("--help") || isClusterWithHelp(arg));
    }

    private static boolean isClusterWithHelp(String arg) {
        return arg.startsWith("-") && !arg.startsWith("--") && arg.indexOf('h') > 0;
    }

    private static int helpColumns(Environment environment) {
        return environment.outTerminal()
                ? environment.size().get().map(TerminalSize::columns).orElse(DEFAULT_COLUMNS)
                : DEFAULT_COLUMNS;
    }

    /** The version that the jar's manifest tells. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = CambTts.class.getPackage().getImplementationVersion();
            return new String[] {"camb-tts " + (version == null ? "(not packaged)" : version)};
        }
    }
}
