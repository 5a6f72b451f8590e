package io.jobwire.config;

/**
 * What somebody said a setting is, and where: a {@code Long}, a {@code Boolean}, a {@code String},
 * a list of these, or nothing at all. Not checked yet.
 */
record Given(Object value, String source) {

  /** Somebody said that there shall be none, whatever was said before. */
  static Given nothing(String source) {
    return new Given(null, source);
  }

  boolean isNothing() {
    return value == null;
  }
}
