package io.jobwire.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a component of the {@link Settings} tree may be; its name and type say the rest. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
  /** The default, written as in a variable; empty: none, or the empty list. */
  String is() default "";

  /** What stands commented out in the file where there is no default. */
  String example() default "";

  long min() default 0;

  long max() default Integer.MAX_VALUE;

  /** A duration is given in seconds and not in milliseconds. */
  boolean seconds() default false;

  /** What a text, or each entry of a list, must look like. */
  String shape() default "(?s).+";

  /** The shape in words: "it must be …". */
  String mayBe() default "";

  /** Worth a line on the help page. */
  boolean main() default false;

  /** One line for who meets it in the file. */
  String why();
}
