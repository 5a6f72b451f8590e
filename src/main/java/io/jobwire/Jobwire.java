package io.jobwire;

/** The launcher. */
public final class Jobwire {
  private Jobwire() {}

  public static void main(String[] args) {
    System.exit(0);
  }
}
