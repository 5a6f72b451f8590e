package io.jobwire.testing;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a state that nobody announces: looks again and again, never longer than it takes. */
public final class Eventually {
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofMillis(5);

  private Eventually() {}

  public static void holds(String what, BooleanSupplier state) {
    holds(what, PATIENCE, state);
  }

  public static void holds(String what, Duration patience, BooleanSupplier state) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!state.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("Not within %d ms: %s", patience.toMillis(), what);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
