package io.jobwire.redis;

import io.jobwire.model.JobId;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/** Names that nobody can guess and nobody else will make. */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

  private Ids() {}

  /** A lease: 124 bits of chance. */
  public static String lease() {
    return random(24);
  }

  /**
   * A new incarnation of a job: 41 bits, so that no position of an older one fits; and a mark of
   * the job, by which a position of another job is known.
   */
  static String epoch(JobId id) {
    return random(8) + mark(id.value());
  }

  /** Of a user's own stream: a user's name has a sign before it that no job's has. */
  static String epoch(String user) {
    return random(8) + mark("@" + user);
  }

  /** Whether a position with this epoch can be one of this job. */
  public static boolean mayBelong(String epoch, JobId id) {
    return epoch.endsWith(mark(id.value()));
  }

  public static boolean mayBelong(String epoch, String user) {
    return epoch.endsWith(mark("@" + user));
  }

  private static String mark(String name) {
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    long mark = sum.getValue() / 7 % (36 * 36);
    return "" + DIGITS.charAt((int) mark / 36) + DIGITS.charAt((int) mark % 36);
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
