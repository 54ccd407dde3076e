package io.github.cambtts.cli;

/** Escapes control and format characters in text from outside: they could move the cursor or reverse letters. */
final class PlainText {

    private PlainText() {}

    static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE -> plain.append(String.format("\\u%04x", c));
                default -> plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }
}
