package io.github.cambtts.cli;

import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TaskId;
import io.github.cambtts.cli.Terminal.TerminalSize;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Progress bars on a terminal: one for each run or file in progress and, if there are several, one for all. The bars are
 * redrawn in place and cleared at the end; a line for each run or file remains.
 *
 * <p>A separate thread asks the terminal for its width, since that takes longer than many downloads. No bar is drawn
 * until the width is known.
 */
final class ProgressBars implements Progress {

    private static final long MILLIS_BETWEEN_DRAWINGS = 100;
    private static final int MIN_COLUMNS = 12;
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final String CLEAR_LINE_ABOVE = "\u001b[1A\r\u001b[K";

    private final PrintStream err;
    private final Supplier<Optional<TerminalSize>> ask;
    private final int count;
    private final String noun;
    private final Thread drawing;
    private final Map<String, State> running = new LinkedHashMap<>();
    private final long startedAt = System.nanoTime();

    private volatile Optional<TerminalSize> size = Optional.empty();
    private volatile boolean sizeWanted = true;
    private int drawnLines;
    private int ended;
    private int failed;
    private long endedBytes;
    private boolean closed;

    /**
     * Starts the display.
     *
     * @param count the number of runs or files
     * @param noun what they are
     * @param isDrawn whether there are bars at all
     */
    ProgressBars(Environment environment, int count, String noun, boolean isDrawn) {
        this.err = environment.err();
        this.ask = environment.size();
        this.count = count;
        this.noun = noun;
        this.drawing = new Thread(this::draw, "camb-tts-progress");
        drawing.setDaemon(true);
        if (isDrawn) {
            Signals.on("WINCH", () -> sizeWanted = true);
            drawing.start();
        }
    }

    /** The state of a run or file in progress. */
    private static final class State {

        private boolean isPending;
        private ProgressListener.@Nullable Phase phase;
        private long bytes;
        private long bytesAtStart;
        private OptionalLong total = OptionalLong.empty();
        private final long begunAt = System.nanoTime();
        private long firstByteAt;

        private double bytesPerSecond(long now) {
            double seconds = (now - firstByteAt) / 1e9;
            return firstByteAt == 0 || seconds <= 0 ? 0 : (bytes - bytesAtStart) / seconds;
        }
    }

    @Override
    public Optional<ProgressListener> begin(RunId run) {
        return Optional.of(begin(label(run)));
    }

    private static String label(RunId run) {
        return "run " + run;
    }

    /** Starts a bar, and returns the listener that moves it. */
    synchronized ProgressListener begin(String label) {
        State state = new State();
        running.put(label, state);
        return (phase, bytes, total) -> update(state, phase, bytes, total);
    }

    private synchronized void update(State state, ProgressListener.Phase phase, long bytes, OptionalLong total) {
        if (state.firstByteAt == 0 && phase == ProgressListener.Phase.DOWNLOADING) {
            state.firstByteAt = System.nanoTime();
            state.bytesAtStart = bytes;
        }
        if (bytes < state.bytesAtStart) {
            state.bytesAtStart = 0;
        }
        state.phase = phase;
        state.bytes = bytes;
        state.total = total;
    }

    @Override
    public synchronized void pending(TaskId task) {
        running.computeIfAbsent(task.label(), label -> new State()).isPending = true;
    }

    @Override
    public synchronized void endWait(TaskId task) {
        running.remove(task.label());
        clear();
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public synchronized void end(RunId run, Optional<SavedAudio> receipt, Print print) throws IOException {
        State state = running.get(label(run));
        if (state == null || receipt.isEmpty()) {
            end(label(run), receipt.isPresent(), 0, print);
            return;
        }
        SavedAudio audio = receipt.get();
        state.bytes = audio.bytes();
        state.total = OptionalLong.of(state.bytes);
        end(label(run), true, audio.receivedBytes(), () -> {
            if (count == 1 && audio.attempts() > 0) {
                err.println(summary(run, audio, state));
            }
            print.run();
        });
    }

    /**
     * Ends a bar, and prints the result.
     *
     * @param isDone whether it is not one of those that failed
     * @param bytes how much was read for it
     */
    synchronized void end(String label, boolean isDone, long bytes, Print print) throws IOException {
        if (isDone && count == 1) {
            drawOnce();
        }
        running.remove(label);
        ended++;
        failed += isDone ? 0 : 1;
        endedBytes += bytes;
        clear();
        print.run();
    }

    private String summary(RunId run, SavedAudio receipt, State state) {
        return "run " + run + ": " + Quantity.transfer(receipt.bytes(), System.nanoTime() - state.begunAt);
    }

    @Override
    public synchronized void print(Print print) throws IOException {
        clear();
        print.run();
    }

    private void draw() {
        try {
            while (!isClosed()) {
                if (sizeWanted) {
                    sizeWanted = false;
                    size = ask.get();
                }
                drawOnce();
                Thread.sleep(MILLIS_BETWEEN_DRAWINGS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void drawOnce() {
        Optional<TerminalSize> known = size;
        if (closed || known.isEmpty() || known.get().columns() < MIN_COLUMNS) {
            return;
        }
        // The last column stays free: some terminals move to the next line once it is written.
        int columns = known.get().columns() - 1;
        List<String> lines = lines(columns, known.get().rows() - 1);
        if (lines.isEmpty()) {
            return;
        }
        clear();
        // If the terminal has just become narrower, lines are cut instead of wrapped.
        err.print(WRAP_OFF + String.join("\n", lines) + WRAP_ON);
        err.flush();
        drawnLines = lines.size();
    }

    private List<String> lines(int columns, int rows) {
        long now = System.nanoTime();
        List<String> lines = new ArrayList<>();
        int room = count == 1 ? 1 : rows - 1;
        running.forEach((label, state) -> {
            if ((state.phase != null || state.isPending) && lines.size() < room) {
                lines.add(line(label, state, now, columns));
            }
        });
        if (count > 1) {
            lines.add(lineForAll(now, columns));
        }
        return lines;
    }

    private static String line(String label, State state, long now, int columns) {
        if (state.isPending) {
            String line = label + ": pending for " + TimeUnit.NANOSECONDS.toSeconds(now - state.begunAt) + " s";
            return line.substring(Math.max(0, line.length() - columns));
        }
        double speed = state.phase == ProgressListener.Phase.DOWNLOADING ? state.bytesPerSecond(now) : 0;
        String amount = state.total.isPresent()
                ? Quantity.bytes(state.bytes) + " of " + Quantity.bytes(state.total.getAsLong())
                : Quantity.bytes(state.bytes);
        Bar bar = new Bar(label, state.bytes, state.total, amount, word(state.phase), speed);
        OptionalLong left = speed > 0 && state.total.isPresent()
                ? OptionalLong.of((long) Math.ceil((state.total.getAsLong() - state.bytes) / speed))
                : OptionalLong.empty();
        return bar.toLine(columns, left);
    }

    private String lineForAll(long now, int columns) {
        double seconds = (now - startedAt) / 1e9;
        long bytes = endedBytes
                + running.values().stream().mapToLong(state -> state.bytes).sum();
        OptionalLong left =
                ended > 0 ? OptionalLong.of((long) Math.ceil(seconds / ended * (count - ended))) : OptionalLong.empty();
        String note = failed > 0 ? failed + " failed" : "";
        String amount = ended + " of " + count + " " + noun;
        return new Bar("all", ended, OptionalLong.of(count), amount, note, bytes / seconds).toLine(columns, left);
    }

    private static String word(ProgressListener.@Nullable Phase phase) {
        if (phase == null) {
            return "";
        }
        return switch (phase) {
            case CONNECTING -> "connecting";
            case DOWNLOADING -> "";
            case RESUMING -> "resuming";
            case VERIFYING -> "checking";
        };
    }

    private void clear() {
        if (drawnLines > 0) {
            err.print(CLEAR_LINE + CLEAR_LINE_ABOVE.repeat(drawnLines - 1));
            err.flush();
            drawnLines = 0;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            clear();
            closed = true;
        }
        drawing.interrupt();
    }
}
