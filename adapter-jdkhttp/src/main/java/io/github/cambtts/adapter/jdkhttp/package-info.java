/** The transport over {@link java.net.http.HttpClient} and jackson-jr. */
@NullMarked
package io.github.cambtts.adapter.jdkhttp;

import org.jspecify.annotations.NullMarked;
