package io.jobwire.load;

/** A server under test: it delivers what is announced in Redis to whoever has registered. */
interface Contender extends AutoCloseable {
  int port();

  long pid();

  /** What a viewer says of himself when he connects; null where nobody asks. */
  String token();

  @Override
  void close();
}
