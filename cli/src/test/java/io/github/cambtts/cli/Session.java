package io.github.cambtts.cli;

/** Runs several commands in one process, and prints each before its output, as on the screen of a user. */
final class Session {

    static final String PROMPT = "$ camb-tts ";

    private Session() {}

    /**
     * Runs the commands.
     *
     * @param args a command in each, its words separated by spaces
     */
    public static void main(String[] args) {
        Environment environment = Environment.ofProcess();
        for (String command : args) {
            environment.out().println(PROMPT + command);
            Cancellation cancellation = new Cancellation();
            if (command.startsWith("serve")) {
                // It would run until it is stopped.
                cancellation.cancel();
            }
            int exitCode = CambTts.run(command.split(" ", -1), environment, cancellation);
            environment.err().flush();
            if (exitCode != ExitCode.DONE) {
                environment.out().println("[exit code " + exitCode + "]");
            }
        }
        environment.out().flush();
        // Threads of the HTTP clients may still run.
        Runtime.getRuntime().halt(0);
    }
}
