package io.github.cambtts.testkit.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * In parallel mode, the case runs while no other case of the JVM does: it counts or changes what belongs to the
 * whole JVM, such as open files and the look-up of names. Such cases share one thread, so that the others go on meanwhile.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Execution(ExecutionMode.SAME_THREAD)
@interface Alone {}
