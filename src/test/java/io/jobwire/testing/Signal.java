package io.jobwire.testing;

import java.io.IOException;

/**
 * A signal to another process. By the shell's own {@code kill}, because images may lack the
 * program.
 */
public final class Signal {
  private Signal() {}

  /** False when there is nobody to take it. */
  public static boolean send(String name, long pid) {
    return sent(name, Long.toString(pid));
  }

  public static boolean sendToGroup(String name, long leader) {
    return sent(name, "-" + leader);
  }

  private static boolean sent(String name, String to) {
    try {
      return new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " -- " + to + " 2>/dev/null")
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
