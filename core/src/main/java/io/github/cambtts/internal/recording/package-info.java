/**
 * What the header of a FLAC or WAV file states, and whether the file is whole. Nothing is decoded.
 *
 * <p>Not exported. Uses only the JDK.
 */
@NullMarked
package io.github.cambtts.internal.recording;

import org.jspecify.annotations.NullMarked;
