/**
 * The driving port {@link io.github.cambtts.TtsResults}, its values and its errors.
 *
 * <p>Types that are not public are the rules of safe retrieval: one rule, one file.
 */
@NullMarked
package io.github.cambtts;

import org.jspecify.annotations.NullMarked;
