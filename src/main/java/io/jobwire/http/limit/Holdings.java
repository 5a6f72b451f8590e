package io.jobwire.http.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something each holds at the same time, and how many he may. */
public final class Holdings {
  private final RatePolicy policy;
  private final Map<String, Integer> held = new ConcurrentHashMap<>();

  /** A quota of 0 is no limit. */
  public Holdings(RatePolicy policy) {
    this.policy = policy;
  }

  public RatePolicy policy() {
    return policy;
  }

  /** All of them or none; true when he has them now. */
  public boolean take(String who, int more) {
    if (policy.quota() == 0) {
      return true;
    }
    boolean[] taken = new boolean[1];
    held.compute(who, (key, has) -> with(has, more, taken));
    return taken[0];
  }

  private Integer with(Integer has, int more, boolean[] taken) {
    int all = (has == null ? 0 : has) + more;
    taken[0] = all <= policy.quota();
    return taken[0] ? Integer.valueOf(all) : has;
  }

  /** What was taken before. */
  public void give(String who, int back) {
    held.computeIfPresent(who, (key, has) -> has > back ? has - back : null);
  }

  int holders() {
    return held.size();
  }
}
