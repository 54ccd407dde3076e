/** What a recording's file says about itself, and whether it is whole. Not part of the published API. */
@NullMarked
package io.github.cambtts.recording;

import org.jspecify.annotations.NullMarked;
