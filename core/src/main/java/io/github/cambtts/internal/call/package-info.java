/**
 * One call of a host over all its attempts: what identifies it and makes its exceptions, time limits, watching,
 * cancelling, retrying, asynchronous calls, dropped streams.
 *
 * <p>Not exported. Uses the abort signal of {@code .transport}, text and virtual time.
 */
@NullMarked
package io.github.cambtts.internal.call;

import org.jspecify.annotations.NullMarked;
