/**
 * What a FLAC or WAV file says about itself, and whether it is whole. Nothing is decoded.
 *
 * <p>Not exported. A leaf: uses the JDK alone.
 */
@NullMarked
package io.github.cambtts.internal.recording;

import org.jspecify.annotations.NullMarked;
