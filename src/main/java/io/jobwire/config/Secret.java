package io.jobwire.config;

import java.nio.charset.StandardCharsets;

/** A text that must not be seen, whoever prints the record around it. */
public record Secret(String value) {
  static final String MASK = "***";

  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return MASK;
  }
}
