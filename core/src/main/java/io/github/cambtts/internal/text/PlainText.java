package io.github.cambtts.internal.text;

/** Text from outside, made fit to stand in a message: on one line, without control characters, bounded. */
public final class PlainText {

    private PlainText() {}

    public static String of(String text, int maxChars) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), maxChars) + 1);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (plain.length() >= maxChars) {
                return plain.append('…').toString();
            }
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE,
                        Character.UNASSIGNED -> plain.append(String.format("\\u%04x", c));
                default -> plain.appendCodePoint(c);
            }
        }
        return plain.toString();
    }
}
