/** The transport over Feign, feign-okhttp and feign-jackson. */
@NullMarked
package io.github.cambtts.adapter.feign;

import org.jspecify.annotations.NullMarked;
