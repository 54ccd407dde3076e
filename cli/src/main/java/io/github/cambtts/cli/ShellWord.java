package io.github.cambtts.cli;

import java.util.regex.Pattern;

/** Quotes text as one word of a POSIX shell. */
final class ShellWord {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./+,:@%][A-Za-z0-9_./+,:@%-]*");

    private ShellWord() {}

    static String of(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + PlainText.of(text).replace("'", "'\\''") + "'";
    }
}
