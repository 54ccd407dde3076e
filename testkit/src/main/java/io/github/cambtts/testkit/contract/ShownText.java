package io.github.cambtts.testkit.contract;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.function.Executable;

/**
 * What is logged through {@code java.util.logging}, which includes {@code System.Logger}, and what is printed to the
 * standard streams. It goes on to where it went before.
 */
final class ShownText {

    private static final Logger ROOT = Logger.getLogger("");

    private ShownText() {}

    /** Receives a logged text, at all levels that are turned on. */
    interface Logged {

        void accept(String logger, Level level, String text);
    }

    static void listen(Logged logged) {
        ROOT.addHandler(new Listener(logged));
    }

    /** Runs something while all levels of all loggers are on that have no level of their own. */
    static void atEveryLevel(Executable run) throws Throwable {
        Level before = ROOT.getLevel();
        ROOT.setLevel(Level.ALL);
        try {
            run.execute();
        } finally {
            ROOT.setLevel(before);
        }
    }

    /** Hands on what is printed, unless that is so already: by the name of the stream, with the end of earlier text. */
    static synchronized void listen(BiConsumer<String, String> printed) {
        if (!(System.out instanceof Tee)) {
            System.setOut(new Tee(System.out, text -> printed.accept("System.out", text)));
        }
        if (!(System.err instanceof Tee)) {
            System.setErr(new Tee(System.err, text -> printed.accept("System.err", text)));
        }
    }

    private static final class Tee extends PrintStream {

        /** More than the longest secret, which may be printed in pieces. */
        private static final int KEPT = 400;

        private final Consumer<String> printed;

        /** What a thread has printed last: another thread may belong to another case. */
        private final ThreadLocal<StringBuilder> last = ThreadLocal.withInitial(StringBuilder::new);

        Tee(PrintStream stream, Consumer<String> printed) {
            super(stream, true, StandardCharsets.UTF_8);
            this.printed = printed;
        }

        @Override
        public void write(int b) {
            super.write(b);
            add(Character.toString((char) (b & 0xff)));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        private void add(String text) {
            StringBuilder all = last.get().append(text);
            printed.accept(all.toString());
            all.delete(0, Math.max(0, all.length() - KEPT));
        }
    }

    private static final class Listener extends Handler {

        private final Logged logged;

        Listener(Logged logged) {
            this.logged = logged;
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord entry) {
            StringWriter all = new StringWriter();
            all.append(entry.getMessage()).append(Arrays.deepToString(entry.getParameters()));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(new PrintWriter(all));
            }
            logged.accept(String.valueOf(entry.getLoggerName()), entry.getLevel(), all.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
