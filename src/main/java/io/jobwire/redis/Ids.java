package io.jobwire.redis;

import java.security.SecureRandom;

/** Names that nobody can guess and nobody else will make. */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

  private Ids() {}

  /** A lease: 124 bits of chance. */
  public static String lease() {
    return random(24);
  }

  /** A new incarnation of a job: 41 bits, so that no position of an older one fits. */
  public static String epoch() {
    return random(8);
  }

  /** A job's name where its creator gave none: its time first, so that names sort by age. */
  public static String job(long nowMs) {
    String time = Long.toString(nowMs, 36);
    return time + random(14);
  }

  public static String random(int digits) {
    StringBuilder word = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      word.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return word.toString();
  }
}
