package io.github.cambtts.testkit.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Searches for secrets in everything logged through {@code java.util.logging} at a level or above, which includes
 * {@code System.Logger}, and in everything printed to the standard streams. It reports where the secret was found,
 * never the text.
 */
final class LogCapture implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");

    private final String[] secrets;
    private final List<String> found = new CopyOnWriteArrayList<>();
    private final Handler handler = new SecretHandler();
    private final Level before = ROOT.getLevel();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    private LogCapture(String[] secrets) {
        this.secrets = secrets;
    }

    static LogCapture lookingFor(Level level, String... secrets) {
        LogCapture capture = new LogCapture(secrets);
        capture.handler.setLevel(level);
        ROOT.addHandler(capture.handler);
        ROOT.setLevel(level);
        System.setOut(capture.tee("System.out", capture.out));
        System.setErr(capture.tee("System.err", capture.err));
        return capture;
    }

    /** Returns where the secret was found first; absent if it was not found. */
    Optional<String> found() {
        return found.stream().findFirst();
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
        ROOT.setLevel(before);
        ROOT.removeHandler(handler);
    }

    private void check(String where, String text) {
        if (Arrays.stream(secrets).anyMatch(text::contains)) {
            found.add(where);
        }
    }

    private PrintStream tee(String name, PrintStream stream) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        OutputStream both = new OutputStream() {
            @Override
            public synchronized void write(int b) {
                stream.write(b);
                printed.write(b);
                check(name, printed.toString(StandardCharsets.UTF_8));
            }

            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                stream.write(bytes, offset, length);
                printed.write(bytes, offset, length);
                check(name, printed.toString(StandardCharsets.UTF_8));
            }

            @Override
            public void flush() throws IOException {
                stream.flush();
            }
        };
        return new PrintStream(both, true, StandardCharsets.UTF_8);
    }

    private final class SecretHandler extends Handler {

        @Override
        public void publish(LogRecord logged) {
            if (!isLoggable(logged)) {
                return;
            }
            String where = "the logger " + logged.getLoggerName() + " at " + logged.getLevel();
            check(where, String.valueOf(logged.getMessage()));
            check(where, Arrays.deepToString(logged.getParameters()));
            if (logged.getThrown() != null) {
                StringWriter trace = new StringWriter();
                logged.getThrown().printStackTrace(new PrintWriter(trace));
                check(where, trace.toString());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
