package io.github.cambtts.testkit.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The deviation that a case detects. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface MayDeviate {

    Deviation value();
}
