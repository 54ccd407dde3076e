/**
 * One call of a host over all its attempts: limits of time, watching, cancelling, retrying, asynchronous calls, dropped
 * streams.
 *
 * <p>Not exported. Uses {@code .transport}'s abort signal and text.
 */
@NullMarked
package io.github.cambtts.internal.call;

import org.jspecify.annotations.NullMarked;
