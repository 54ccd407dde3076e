/**
 * The command line: a host application of the library. It selects its adapter by name.
 */
@NullMarked
package io.github.cambtts.cli;

import org.jspecify.annotations.NullMarked;
