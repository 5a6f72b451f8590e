package io.jobwire.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A JSON value that we relay and never look into: compact, on one line, with every digit and every
 * empty list as it came. Whoever makes one has checked that it is well-formed.
 */
public record JsonText(@JsonValue String text) {
  public static final JsonText EMPTY_OBJECT = new JsonText("{}");

  @JsonCreator
  public JsonText {}

  @Override
  public String toString() {
    return text;
  }
}
