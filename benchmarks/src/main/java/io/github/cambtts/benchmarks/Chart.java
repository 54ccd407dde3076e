package io.github.cambtts.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An SVG of horizontal bars. A panel has a scale of its own, from zero; a second row of bars is drawn lighter, behind. */
final class Chart {

    private static final int WIDTH = 820;
    private static final int LEFT = 150;
    private static final int BARS = 560;
    private static final int LINE = 20;
    private static final List<String> COLOURS = List.of("#0b6e99", "#8a8f98");
    private static final List<String> LIGHT_COLOURS = List.of("#9fd0e4", "#d3d6da");

    private final StringBuilder shapes = new StringBuilder();
    private int y = 10;

    void panel(String title, List<String> names, double[]... rows) {
        y += 24;
        text(10, y, "font-weight=\"bold\"", title);
        double max = Arrays.stream(rows).flatMapToDouble(Arrays::stream).max().orElseThrow();
        for (int i = 0; i < names.size(); i++) {
            y += LINE;
            text(LEFT - 8, y, "text-anchor=\"end\"", names.get(i));
            boolean isOurs = i % 2 == 0 && i < 4;
            StringBuilder figures = new StringBuilder();
            double widest = 0;
            for (int row = rows.length - 1; row >= 0; row--) {
                double width = BARS * rows[row][i] / max;
                widest = Math.max(widest, width);
                bar(width, (row == 0 ? COLOURS : LIGHT_COLOURS).get(isOurs ? 0 : 1));
                figures.insert(0, (row == 0 ? "" : " / ") + figure(rows[row][i]));
            }
            text((int) (LEFT + widest + 6), y, "", figures.toString());
        }
        y += 6;
    }

    private static String figure(double number) {
        return String.format(Locale.ROOT, number < 100 ? "%.2f" : "%.0f", number);
    }

    private void bar(double width, String colour) {
        shapes.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LEFT,
                y - 13,
                width,
                LINE - 4,
                colour));
    }

    private void text(int x, int baseline, String attributes, String text) {
        shapes.append(
                String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, baseline, attributes, text));
    }

    String svg() {
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\""
                        + " font-family=\"sans-serif\" font-size=\"13\" fill=\"#1f2328\">%n"
                        + "<rect width=\"%1$d\" height=\"%2$d\" fill=\"#ffffff\"/>%n%3$s</svg>%n",
                WIDTH,
                y + 14,
                shapes);
    }
}
