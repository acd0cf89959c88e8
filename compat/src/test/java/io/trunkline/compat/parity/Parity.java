package io.trunkline.compat.parity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what a test proves: a row of a table in {@code docs/parity}. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Parity {

  /** Whose table it is. */
  Service service();

  /** The feature; where it is empty, every test that a factory makes is a feature by its name. */
  String feature() default "";

  /** The client, as its makers call it, with its language. */
  Client client();
}
