package io.github.cambtts.internal.text;

/** Makes text from outside fit for a message: on one line, without control characters, of bounded length. */
public final class PlainText {

    private static final int MAX_LINKAGE_CHARS = 200;

    private PlainText() {}

    /** Says what a class loader or the linker has not found. */
    public static String of(LinkageError fault) {
        return "a class or a method that it needs is missing or of another version ("
                + of(String.valueOf(fault.getMessage()).replace('/', '.'), MAX_LINKAGE_CHARS) + ")";
    }

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
