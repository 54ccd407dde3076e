package io.github.cambtts;

import io.github.cambtts.internal.text.Arguments;
import io.github.cambtts.internal.text.PlainText;
import java.util.regex.Pattern;

/**
 * The id of a task, which the API returns when speech is submitted. {@link TtsResults#await(TaskId)} waits for its run.
 *
 * @param value the {@code task_id}: 1 to 200 letters, digits and {@code - . _ ~} (the unreserved characters of RFC 3986,
 *     section 2.3), in practice a UUID
 * @param isTranslation whether it is a task of translated speech, which the API keeps at another path
 * @serial exclude
 */
// Without "@serial exclude", Javadoc demands a comment on a field, which a record's field cannot have.
@SuppressWarnings("InvalidBlockTag")
public record TaskId(String value, boolean isTranslation) implements CallSubject {

    /** They mean themselves in every path, so that no HTTP stack encodes or resolves them. */
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]{1,200}+");

    private static final Pattern DOTS = Pattern.compile("\\.{1,2}+");

    /** As many digits as a run id can have. */
    private static final Pattern RUN = Pattern.compile("[0-9]{1,19}+");

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if it is no task id; the message says what to give instead, also if it is a run
     *     id
     */
    public TaskId {
        Arguments.given(value, "value", "Give the task_id that the API returned.");
        String shown = "\"" + PlainText.of(value, 80) + "\" is not a task id";
        if (RUN.matcher(value).matches()) {
            throw new IllegalArgumentException(shown + ": this looks like a run_id. Give it to RunId.parse(String).");
        }
        if (!UNRESERVED.matcher(value).matches() || DOTS.matcher(value).matches()) {
            throw new IllegalArgumentException(shown + ". Give the task_id that the API returned: at most 200 letters,"
                    + " digits and - . _ ~, in practice a UUID.");
        }
    }

    /**
     * Returns the id of a task of {@code POST /tts}.
     *
     * @param value the {@code task_id}
     * @return the task id
     * @throws IllegalArgumentException if it is no task id
     */
    public static TaskId of(String value) {
        return new TaskId(value, false);
    }

    /**
     * Returns the id of a task of {@code POST /translated-tts}.
     *
     * @param value the {@code task_id}
     * @return the task id
     * @throws IllegalArgumentException if it is no task id
     */
    public static TaskId translated(String value) {
        return new TaskId(value, true);
    }

    @Override
    public String label() {
        return "task " + value;
    }

    /** Returns the {@code task_id}. */
    @Override
    public String toString() {
        return value;
    }
}
