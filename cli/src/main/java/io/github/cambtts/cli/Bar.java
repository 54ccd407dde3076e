package io.github.cambtts.cli;

import java.util.OptionalLong;

/**
 * One line of progress. Its parts are added in order of importance, and those that do not fit are left out.
 *
 * @param label what the line is about, such as {@code run 12345}
 * @param done how much is done
 * @param total how much there is to do, if known
 * @param amount what is done, as text
 * @param note the state, such as {@code checking}; empty while a download makes progress
 * @param bytesPerSecond the rate, 0 if unknown
 */
record Bar(String label, long done, OptionalLong total, String amount, String note, double bytesPerSecond) {

    private static final int MIN_BAR = 10;
    private static final int MAX_BAR = 40;
    private static final double PERCENT = 100;

    /** Returns the line, at most {@code columns} characters long. */
    String toLine(int columns, OptionalLong secondsLeft) {
        StringBuilder line = new StringBuilder(label);
        StringBuilder rest = new StringBuilder();
        if (total.isPresent()) {
            line.append(String.format(" %3d%%", (long) (PERCENT * share())));
        }
        int room = columns - line.length();
        room -= append(rest, amount, room);
        room -= append(rest, note, room);
        if (bytesPerSecond > 0) {
            room -= append(rest, Quantity.rate(bytesPerSecond), room);
        }
        if (secondsLeft.isPresent()) {
            room -= append(rest, Quantity.clock(secondsLeft.getAsLong()) + " left", room);
        }
        if (total.isPresent() && room >= MIN_BAR + 3) {
            int cells = Math.min(MAX_BAR, room - 3);
            int full = (int) (cells * share());
            line.append(" [").append("=".repeat(full));
            line.append(full < cells ? ">" + " ".repeat(cells - full - 1) : "").append(']');
        }
        line.append(rest);
        return line.length() <= columns ? line.toString() : line.substring(0, Math.max(0, columns));
    }

    private static int append(StringBuilder line, String word, int room) {
        if (word.isEmpty() || word.length() + 1 > room) {
            return 0;
        }
        line.append(' ').append(word);
        return word.length() + 1;
    }

    private double share() {
        long all = total.orElse(0);
        return all <= 0 ? 0 : Math.min(1.0, (double) done / all);
    }
}
