package io.github.cambtts.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Emulates a terminal of a given width: text, CR, LF and the escape sequences that the command prints. */
final class Screen {

    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(\\??[0-9;]*)([A-Za-z])");

    private final int columns;
    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private boolean wrapping = true;
    private int firstRowOfBars;
    private final Consumer<List<String>> onBars;

    private Screen(int columns, Consumer<List<String>> onBars) {
        this.columns = columns;
        this.onBars = onBars;
    }

    static List<String> of(int columns, String written) {
        return of(columns, written, bars -> {});
    }

    /**
     * Returns the lines that remain.
     *
     * @param onBars receives the lines of each drawing of the bars, during which wrapping is off
     */
    static List<String> of(int columns, String written, Consumer<List<String>> onBars) {
        Screen screen = new Screen(columns, onBars);
        screen.write(written);
        return screen.linesFrom(0);
    }

    private List<String> linesFrom(int first) {
        List<String> shown = new ArrayList<>(lines.subList(first, lines.size()).stream()
                .map(line -> line.toString().stripTrailing())
                .toList());
        while (!shown.isEmpty() && shown.get(shown.size() - 1).isEmpty()) {
            shown.remove(shown.size() - 1);
        }
        return shown;
    }

    private void write(String written) {
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\u001b') {
                Matcher matcher = SEQUENCE.matcher(written).region(i, written.length());
                if (!matcher.lookingAt()) {
                    throw new AssertionError("unknown sequence in " + written.substring(i));
                }
                apply(matcher.group(2).charAt(0), matcher.group(1));
                i = matcher.end() - 1;
            } else if (c == '\r') {
                column = 0;
            } else if (c == '\n') {
                goTo(row + 1);
            } else {
                put(c);
            }
        }
    }

    private void apply(char command, String argument) {
        switch (command) {
            case 'K' -> lines.get(row).setLength(Math.min(column, lines.get(row).length()));
            case 'A' -> row = Math.max(0, row - Integer.parseInt(argument));
            case 'l' -> {
                wrapping = false;
                firstRowOfBars = row;
            }
            case 'h' -> {
                wrapping = true;
                onBars.accept(linesFrom(firstRowOfBars));
            }
            case 'm' -> {}
            default -> throw new AssertionError("unknown sequence " + argument + command);
        }
    }

    private void put(char c) {
        if (column == columns) {
            if (!wrapping) {
                column--;
            } else {
                goTo(row + 1);
                column = 0;
            }
        }
        StringBuilder line = lines.get(row);
        while (line.length() <= column) {
            line.append(' ');
        }
        line.setCharAt(column++, c);
    }

    private void goTo(int other) {
        row = other;
        while (lines.size() <= row) {
            lines.add(new StringBuilder());
        }
    }
}
