package io.jobwire.stream;

/** One viewer at one stream, until it is closed. Belongs to one event loop. */
public interface Subscription {
  /** Nothing comes after this, also when it was on its way. */
  void close();
}
