package io.github.cambtts.cli;

import java.util.OptionalLong;

/**
 * One line of progress, as wide as there is room for: what matters most is told first, and what has no room is left out.
 *
 * @param label whose it is
 * @param done how much is done
 * @param total how much there will be, if known
 * @param amount what is done, in words
 * @param note what is going on, if it is not simply going on
 * @param bytesPerSecond how fast it is, 0 if unknown
 */
record Bar(String label, long done, OptionalLong total, String amount, String note, double bytesPerSecond) {

    private static final int MIN_BAR = 10;
    private static final int MAX_BAR = 40;
    private static final double PERCENT = 100;

    /** Returns the line, of at most so many characters. */
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
