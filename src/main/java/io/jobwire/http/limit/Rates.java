package io.jobwire.http.limit;

import io.jobwire.model.Counted;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How often each may do something: so many times at once, and then as fast as the rate allows. Of
 * each is kept only the instant at which he has his full allowance again; who has it is forgotten.
 * What he takes in other processes is heard of, and added.
 */
public final class Rates {
  private static final long SECOND = 1_000_000_000L;
  private static final long MICRO = 1_000;

  /** Nobody waits longer for his allowance to begin anew, however much he has had. */
  private static final long LONGEST_WAIT = 60 * SECOND;

  /** More are not kept in mind at a time: who comes then is not held to anything for a moment. */
  private static final int MOST_REMEMBERED = 100_000;

  private final RatePolicy policy;
  private final LongSupplier clock;
  private final long allowance;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  public Rates(RatePolicy policy) {
    this(policy, System::nanoTime);
  }

  /** A quota of 0 is no limit. */
  Rates(RatePolicy policy, LongSupplier nanos) {
    this.policy = policy;
    clock = nanos;
    allowance = policy.windowSeconds() * SECOND;
  }

  /** Changed only under the map's lock on it. */
  private static final class Account {
    volatile long fullAt;
    long untold;

    Account(long now) {
      fullAt = now;
    }

    long owes(long now) {
      return Math.max(0, fullAt - now);
    }
  }

  public RatePolicy policy() {
    return policy;
  }

  public boolean isOff() {
    return policy.quota() == 0;
  }

  /** 0 when he may, else the seconds until he may again; that he asked costs nothing then. */
  public long take(String who) {
    if (isOff() || isCrowded(who)) {
      return 0;
    }
    long now = clock.getAsLong();
    long cost = cost(1);
    long[] wait = new long[1];
    accounts.compute(
        who,
        (key, found) -> {
          Account account = found == null ? new Account(now) : found;
          wait[0] = Math.max(0, account.owes(now) + cost - allowance);
          return wait[0] > 0 ? account : charged(account, cost, now);
        });
    return (wait[0] + SECOND - 1) / SECOND;
  }

  /** He has had so much, which nobody knew before. */
  public void charge(String who, long units) {
    if (isOff() || isCrowded(who)) {
      return;
    }
    long now = clock.getAsLong();
    accounts.compute(
        who, (key, found) -> charged(found == null ? new Account(now) : found, cost(units), now));
  }

  /** Until what he has had is no more than his allowance; 0 when it is not. */
  public long waitMs(String who) {
    Account account = isOff() ? null : accounts.get(who);
    if (account == null) {
      return 0;
    }
    long wait = account.owes(clock.getAsLong()) - allowance;
    return Math.max(0, (wait + 999_999) / 1_000_000);
  }

  private Account charged(Account account, long cost, long now) {
    account.fullAt = now + bounded(account.owes(now) + cost);
    account.untold += cost;
    return account;
  }

  private long bounded(long owes) {
    return Math.min(owes, allowance + LONGEST_WAIT);
  }

  private long cost(long units) {
    return (long) Math.min((double) units * allowance / policy.quota(), bounded(Long.MAX_VALUE));
  }

  private boolean isCrowded(String who) {
    return accounts.size() >= MOST_REMEMBERED && !accounts.containsKey(who);
  }

  // together with others

  /**
   * What was taken since this was asked last, in microseconds of the rate's time; so often it is
   * asked, and so often those are forgotten who have their full allowance.
   */
  List<Counted> taken() {
    long now = clock.getAsLong();
    Most most = new Most();
    for (String who : accounts.keySet()) {
      accounts.computeIfPresent(
          who,
          (key, account) -> {
            if (account.untold >= MICRO) {
              most.add(new Counted(policy.name(), who, account.untold / MICRO));
              account.untold = 0;
            }
            return account.owes(now) == 0 ? null : account;
          });
    }
    return most.all();
  }

  /** What he owes for all he took anywhere, but for what was taken here since that was told. */
  void owes(String who, long micros) {
    if (micros == 0 || isCrowded(who)) {
      return;
    }
    long now = clock.getAsLong();
    accounts.compute(
        who,
        (key, found) -> {
          Account account = found == null ? new Account(now) : found;
          long all = bounded(micros * MICRO + account.untold);
          account.fullAt = now + Math.max(account.owes(now), all);
          return account;
        });
  }

  int remembered() {
    return accounts.size();
  }
}
