/**
 * What the bytes of a FLAC or WAV file prove: whether every frame is there and intact. Walked forward as they stream by;
 * nothing is decoded.
 *
 * <p>Not exported. Uses only the JDK, and the public types in which it says what it found.
 */
@NullMarked
package io.github.cambtts.internal.recording;

import org.jspecify.annotations.NullMarked;
