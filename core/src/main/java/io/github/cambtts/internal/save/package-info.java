/**
 * Saves to a file or a stream: the download over its attempts, resuming, progress, and the step in which a file gets
 * its name.
 *
 * <p>Not exported. Uses http, call, recording and text.
 */
@NullMarked
package io.github.cambtts.internal.save;

import org.jspecify.annotations.NullMarked;
