package io.github.cambtts.cli;

import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/** Prints the logs of the library and of its HTTP stacks on stderr, if wanted, without secrets: no headers, only hosts of URLs. */
final class StackLogs {

    private static final Pattern AFTER_HOST = Pattern.compile("(://[^/?#\\s\"'<>]+)[^\\s\"'<>]+|\\?[^\\s\"'<>]+");

    /** Strong references: java.util.logging may collect a logger, and its level with it. */
    private static final List<Logger> LOGGERS = List.of(
            Logger.getLogger("io.github.cambtts"),
            Logger.getLogger("jdk.httpclient.HttpClient"),
            Logger.getLogger("okhttp3.OkHttpClient"),
            Logger.getLogger("okhttp3.internal.concurrent.TaskRunner"),
            Logger.getLogger("okhttp3.internal.http2.Http2"));

    private StackLogs() {}

    /** Turns the logs on; must be called before the first client is created. */
    static void show(Environment environment, FailureReport failures) {
        if (System.getProperty("jdk.httpclient.HttpClient.log") == null) {
            System.setProperty("jdk.httpclient.HttpClient.log", "errors,requests,ssl");
        }
        for (Logger logger : LOGGERS) {
            logger.setUseParentHandlers(false);
            logger.setLevel(Level.ALL);
            for (Handler handler : logger.getHandlers()) {
                logger.removeHandler(handler);
            }
            logger.addHandler(new StderrHandler(environment, failures));
        }
    }

    private static final class StderrHandler extends Handler {

        private final Environment environment;
        private final FailureReport failures;

        StderrHandler(Environment environment, FailureReport failures) {
            this.environment = environment;
            this.failures = failures;
            setFormatter(new Formatter() {
                @Override
                public String format(LogRecord entry) {
                    return formatMessage(entry);
                }
            });
        }

        @Override
        public void publish(LogRecord entry) {
            String text = entry.getThrown() == null
                    ? getFormatter().format(entry)
                    : getFormatter().format(entry) + " " + entry.getThrown();
            for (String line : text.split("\\R", -1)) {
                environment.err().println(entry.getLoggerName().replaceFirst(".*\\.", "") + ": " + clean(line));
            }
        }

        private String clean(String line) {
            return PlainText.of(failures.withoutKey(
                    AFTER_HOST.matcher(line.replace("\t", "    ")).replaceAll("$1/[hidden]")));
        }

        @Override
        public void flush() {
            environment.err().flush();
        }

        @Override
        public void close() {}
    }
}
