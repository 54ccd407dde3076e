/**
 * One exchange: requests, statuses, responses with an error or a link, the body of audio, storage and its URLs.
 *
 * <p>Not exported. Uses {@code .transport}, call, recording and text.
 */
@NullMarked
package io.github.cambtts.internal.http;

import org.jspecify.annotations.NullMarked;
