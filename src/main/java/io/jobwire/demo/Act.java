package io.jobwire.demo;

/** One thing to be seen: what it is about, and how it is played. */
record Act(String title, String about, Play play) {

  /** Gives what went as expected; throws {@link Unexpected} when it did not. */
  interface Play {
    String on(Stage stage) throws InterruptedException;
  }
}
