package io.jobwire.redis;

import java.util.Map;

/** How many starts a user has in each of his turns; those who are not named have one. */
public record Weights(Map<String, Integer> byUser) {
  private static final Weights EQUAL = new Weights(Map.of());

  public Weights {
    byUser = Map.copyOf(byUser);
  }

  public static Weights equal() {
    return EQUAL;
  }

  int of(String user) {
    return byUser.getOrDefault(user, 1);
  }
}
