package io.github.cambtts.cli;

import java.util.ArrayList;
import java.util.List;
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

    private Screen(int columns) {
        this.columns = columns;
    }

    static List<String> of(int columns, String written) {
        Screen screen = new Screen(columns);
        screen.write(written);
        List<String> shown = new ArrayList<>(screen.lines.stream()
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
            case 'l', 'h' -> wrapping = command == 'h';
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
