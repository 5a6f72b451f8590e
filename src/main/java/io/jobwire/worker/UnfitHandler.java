package io.jobwire.worker;

/** A handler that this service cannot offer to anybody; the message says why. */
public final class UnfitHandler extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnfitHandler(String why) {
    super(why, null, false, false);
  }
}
