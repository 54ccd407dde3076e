/**
 * The command line: a host application of the library, which picks its adapter by name alone.
 */
@NullMarked
package io.github.cambtts.cli;

import org.jspecify.annotations.NullMarked;
