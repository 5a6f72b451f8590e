package io.jobwire.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * How often which numbers were met, in buckets: below 16 each number has its own, from there on
 * sixteen share each doubling, so that a bucket's middle is at most 1/32 (3.125 %) away from any
 * number in it. include/day.lua counts into the same buckets.
 */
public final class Histogram {
  /** How far a percentile may be from the exact one, as a part of it. */
  public static final double RELATIVE_ERROR = 1.0 / 32;

  /** So many buckets lie between a number and its double. */
  public static final int TO_A_DOUBLING = 16;

  private static final int EXACT = TO_A_DOUBLING;
  private static final int BITS = 4;

  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private long count;

  /** The bucket of a number that is not below 0. */
  public static int bucket(long value) {
    if (value < EXACT) {
      return (int) value;
    }
    int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - BITS;
    return (doublings << BITS) + (int) (value >>> doublings);
  }

  /** What stands for all numbers of a bucket. */
  public static long middle(int bucket) {
    if (bucket < EXACT) {
      return bucket;
    }
    int doublings = (bucket >> BITS) - 1;
    long first = (long) (EXACT + (bucket & (EXACT - 1))) << doublings;
    return first + ((1L << doublings) - 1) / 2;
  }

  public void add(int bucket, long times) {
    if (times > 0) {
      counts.merge(bucket, times, Long::sum);
      count += times;
    }
  }

  public void add(Histogram other) {
    other.counts.forEach(this::add);
  }

  public long count() {
    return count;
  }

  /**
   * The number that so many of a hundred do not pass, by nearest rank; not before something was
   * counted.
   */
  public long percentile(int hundredth) {
    long rank = Math.max(1, (count * hundredth + 99) / 100);
    long met = 0;
    for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
      met += bucket.getValue();
      if (met >= rank) {
        return middle(bucket.getKey());
      }
    }
    throw new IllegalStateException("nothing was counted");
  }
}
