package io.jobwire;

/** Why the service does not start, in one line for whoever started it. */
public final class StartError extends Exception {
  private static final long serialVersionUID = 1;

  StartError(String message) {
    super(message, null, false, false);
  }
}
