/**
 * One call of a host over all its attempts: time limits, watching, cancelling, retrying, asynchronous calls, dropped
 * streams.
 *
 * <p>Not exported. Uses the abort signal of {@code .transport}, and text.
 */
@NullMarked
package io.github.cambtts.internal.call;

import org.jspecify.annotations.NullMarked;
