package io.github.cambtts.cli;

import io.github.cambtts.cli.Terminal.TerminalSize;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
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

    static final List<String> COMMANDS = List.of("get", "url", "wait", "verify", "demo", "serve", "help");

    /** The names of all commands, for messages. */
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
            // The JDK's client reads 16 KiB at a time by default; with this, large files take half the time.
            System.setProperty("jdk.httpclient.bufsize", "131072");
        }
        if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
            // Otherwise the JDK's client sends no password to a proxy for https.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
        if (System.getProperty("java.util.logging.config.file") == null
                && System.getProperty("java.util.logging.config.class") == null) {
            // By its name: the class is not loaded before something is logged.
            System.setProperty("java.util.logging.config.class", "io.github.cambtts.cli.NoLogs");
        }
        Cancellation cancellation = new Cancellation();
        CountDownLatch finished = new CountDownLatch(1);
        ShutdownHook hook = new ShutdownHook(cancellation, finished);
        Runtime.getRuntime().addShutdownHook(hook);
        int exitCode;
        try {
            exitCode = run(args, Environment.ofProcess(), cancellation);
        } finally {
            finished.countDown();
        }
        end(exitCode, hook, cancellation);
    }

    /** Ends the calls in progress after a signal, then waits until the command has removed its temporary files. */
    private static final class ShutdownHook extends Thread {

        private final Cancellation cancellation;
        private final CountDownLatch finished;
        private volatile boolean begun;

        ShutdownHook(Cancellation cancellation, CountDownLatch finished) {
            super("camb-tts-end");
            this.cancellation = cancellation;
            this.finished = finished;
        }

        boolean hasBegun() {
            return begun;
        }

        @Override
        public void run() {
            begun = true;
            cancellation.cancel();
            try {
                if (!finished.await(MAX_SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS)) {
                    System.err.println(
                            "camb-tts: still cleaning up after " + MAX_SECONDS_TO_CLEAN_UP + " s; exiting anyway.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void end(int exitCode, ShutdownHook hook, Cancellation cancellation) {
        System.err.flush();
        while (hook.hasBegun()) {
            // A signal ends the process with its own exit code. Until it has, System.exit would put another in its
            // place.
            LockSupport.park();
        }
        if (cancellation.isCancelled()) {
            System.exit(exitCode);
        }
        interruptDaemons();
        Runtime.getRuntime().halt(exitCode);
    }

    /**
     * Interrupts the daemon threads of HTTP clients: before the JVM exits, it waits up to 300 ms for a thread that is
     * in a system call, as the selector thread of the JDK's client always is.
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
        // Picocli reads a command's annotations when it is added. Adding all commands would double the startup time.
        CommandLine commandLine =
                commandLine(environment, cancellation, failures, isHelpLikely ? COMMANDS : commandsIn(args));
        if (isHelpLikely) {
            HelpText.addTo(commandLine, helpColumns(environment));
        }
        Handlers handlers = new Handlers(environment, failures);
        int exitCode = commandLine
                .setOut(environment.helpWriter())
                .setColorScheme(CommandLine.Help.defaultColorScheme(environment.isColourWanted() ? Ansi.ON : Ansi.OFF))
                .setParameterExceptionHandler(handlers)
                .setExecutionExceptionHandler(handlers)
                .setExecutionStrategy(handlers)
                .execute(args);
        // Picocli prints help and version without checking for write errors.
        return exitCode == ExitCode.DONE && environment.out().checkError() ? failures.stdoutFailed() : exitCode;
    }

    /**
     * Picocli's callbacks. They are not lambdas: the JVM leaves an interface of an old class file version out of the
     * class archive if a lambda implements it, and then also picocli's own classes that implement it.
     */
    private record Handlers(Environment environment, FailureReport failures)
            implements IExecutionStrategy, IParameterExceptionHandler, IExecutionExceptionHandler {

        @Override
        public int execute(ParseResult parsed) {
            return CambTts.execute(parsed, environment);
        }

        @Override
        public int handleParseException(ParameterException e, String[] args) {
            return failures.badUsage(e, args);
        }

        @Override
        public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
            return failures.failed(e, command);
        }
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
     * Returns the command with its subcommands, not yet set up to run.
     *
     * @param names the subcommands to add
     */
    static CommandLine commandLine(
            Environment environment, Cancellation cancellation, FailureReport failures, List<String> names) {
        CommandLine commandLine = new CommandLine(new CambTts());
        for (String name : names) {
            commandLine.addSubcommand(
                    switch (name) {
                        case "get" -> new GetCommand(environment, cancellation, failures);
                        case "url" -> new UrlCommand(environment, cancellation, failures);
                        case "wait" -> new WaitCommand(environment, cancellation, failures);
                        case "verify" -> new VerifyCommand(environment, cancellation, failures);
                        case "demo" -> new DemoCommand(environment, cancellation);
                        case "serve" -> new ServeCommand(environment, cancellation);
                        case "help" -> new CommandLine.HelpCommand();
                        default -> throw new AssertionError(name);
                    });
        }
        // Picocli would warn on stderr about a repeated option, of which the last value counts.
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
        return commandLine.setExpandAtFiles(false).setOverwrittenOptionsAllowed(true);
    }

    /** Limits the query for the terminal's width, which starts a process, to commands that may print help. */
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

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = CambTts.class.getPackage().getImplementationVersion();
            return new String[] {"camb-tts " + (version == null ? "(not packaged)" : version)};
        }
    }
}
