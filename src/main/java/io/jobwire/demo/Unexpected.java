package io.jobwire.demo;

/** An act did not go as it should; the message says how. */
final class Unexpected extends RuntimeException {
  private static final long serialVersionUID = 1;

  Unexpected(String what) {
    super(what, null, false, false);
  }
}
