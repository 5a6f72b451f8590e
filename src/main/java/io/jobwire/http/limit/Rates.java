package io.jobwire.http.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How often each may do something: so many times at once, and then as fast as the rate allows. Of
 * each is kept only the instant at which he has his full allowance again; who has it is forgotten.
 */
public final class Rates {
  private static final long SECOND = 1_000_000_000L;
  private static final long FORGET_EVERY = 10 * SECOND;

  private final RatePolicy policy;
  private final LongSupplier clock;
  private final long step;
  private final long allowance;
  private final Map<String, Long> fullAt = new ConcurrentHashMap<>();
  private final AtomicLong forgetAt;

  public Rates(RatePolicy policy) {
    this(policy, System::nanoTime);
  }

  /** A quota of 0 is no limit. */
  Rates(RatePolicy policy, LongSupplier nanos) {
    this.policy = policy;
    clock = nanos;
    allowance = policy.windowSeconds() * SECOND;
    step = policy.quota() == 0 ? 0 : allowance / policy.quota();
    forgetAt = new AtomicLong(nanos.getAsLong() + FORGET_EVERY);
  }

  public RatePolicy policy() {
    return policy;
  }

  /** 0 when he may, else the seconds until he may again; that he asked costs nothing then. */
  public long take(String who) {
    if (step == 0) {
      return 0;
    }
    long now = clock.getAsLong();
    forget(now);
    long[] wait = new long[1];
    fullAt.compute(who, (key, full) -> charged(full, now, wait));
    return (wait[0] + SECOND - 1) / SECOND;
  }

  private Long charged(Long full, long now, long[] wait) {
    long from = full == null || full - now < 0 ? now : full;
    long next = from + step;
    wait[0] = Math.max(0, next - now - allowance);
    return wait[0] > 0 ? full : Long.valueOf(next);
  }

  private void forget(long now) {
    long due = forgetAt.get();
    if (now - due >= 0 && forgetAt.compareAndSet(due, now + FORGET_EVERY)) {
      fullAt.values().removeIf(full -> full - now <= 0);
    }
  }

  int remembered() {
    return fullAt.size();
  }
}
