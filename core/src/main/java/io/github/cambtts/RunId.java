package io.github.cambtts;

import io.github.cambtts.internal.text.Arguments;
import io.github.cambtts.internal.text.PlainText;
import java.util.regex.Pattern;

/**
 * The id of a finished text-to-speech run, as the API's task status gives it.
 *
 * @param value a positive number
 * @serial exclude
 */
// Without "@serial exclude", Javadoc demands a comment on a field, which a record's field cannot have.
@SuppressWarnings("InvalidBlockTag")
public record RunId(long value) implements CallSubject {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RunId {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    "A run id is a positive number, but this is " + value + ". Give the run_id of the finished run.");
        }
    }

    /**
     * Returns the run id with a value.
     *
     * @param value a positive number
     * @return the run id
     * @throws IllegalArgumentException if the value is not positive
     */
    public static RunId of(long value) {
        return new RunId(value);
    }

    /**
     * Reads a run id from text: decimal digits and nothing else.
     *
     * @param text such as {@code 12345}
     * @return the run id
     * @throws IllegalArgumentException if the text is not a positive number below 2<sup>63</sup>; the message says what
     *     to give instead, also if the text is a task id
     */
    public static RunId parse(String text) {
        Arguments.given(text, "text", "Give the run_id of the finished run: a positive whole number such as 12345.");
        String shown = "\"" + PlainText.of(text, 80) + "\"";
        if (UUID.matcher(text).matches() && !DIGITS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    shown
                            + " is not a run id: this looks like a task_id. Wait for its run_id with TtsResults.await(TaskId).");
        }
        String rule = " is not a run id. Give the run_id of the finished run: a positive whole number such as 12345.";
        if (!DIGITS.matcher(text).matches()) {
            throw new IllegalArgumentException(shown + rule);
        }
        try {
            return new RunId(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(shown + " is too large for a run id (at most " + Long.MAX_VALUE + ").");
        }
    }

    @Override
    public String label() {
        return "run " + value;
    }

    /** Returns the decimal digits. */
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
