package io.github.cambtts.cli;

import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import java.io.Closeable;
import java.util.OptionalLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The progress bar of a download, on stderr. It appears with the first byte. */
final class DownloadBar implements ProgressListener, Closeable {

    private static final int DEFAULT_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 20;
    private static final long KIBIBYTE = 1024;
    private static final long UNKNOWN = -1;

    private final RunId run;
    private final Surroundings surroundings;
    private @Nullable ProgressBar bar;

    DownloadBar(RunId run, Surroundings surroundings) {
        this.run = run;
        this.surroundings = surroundings;
    }

    @Override
    public void onProgress(Phase phase, long bytes, OptionalLong total) {
        ProgressBar shown = bar;
        if (shown == null) {
            if (phase != Phase.DOWNLOADING) {
                return;
            }
            shown = start();
            bar = shown;
        }
        total.ifPresent(shown::maxHint);
        shown.stepTo(bytes);
        shown.setExtraMessage(phase == Phase.DOWNLOADING ? "" : word(phase));
    }

    private static String word(Phase phase) {
        return switch (phase) {
            case CONNECTING -> " connecting";
            case DOWNLOADING -> "";
            case RESUMING -> " resuming";
            case VERIFYING -> " checking";
        };
    }

    private ProgressBar start() {
        return new ProgressBarBuilder()
                .setTaskName("run " + run)
                .setInitialMax(UNKNOWN)
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" KiB", KIBIBYTE)
                .showSpeed()
                .setUpdateIntervalMillis(100)
                .setConsumer(new ConsoleProgressBarConsumer(surroundings.err(), columns() - 1))
                .build();
    }

    /** The width that the shell tells, if it does: asking the terminal itself takes longer than most downloads. */
    private int columns() {
        try {
            int columns = Integer.parseInt(surroundings.variable("COLUMNS").orElse(""));
            return columns < FEWEST_COLUMNS ? DEFAULT_COLUMNS : columns;
        } catch (NumberFormatException e) {
            return DEFAULT_COLUMNS;
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.setExtraMessage("");
            bar.close();
        }
    }
}
