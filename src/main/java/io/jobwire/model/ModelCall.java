package io.jobwire.model;

/**
 * What is counted of a model's call: whole milliseconds to the first token and to the end, and how
 * many tokens it wrote in a thousand seconds, -1 where nobody knows.
 */
public record ModelCall(long firstTokenMs, long durationMs, long rate) {
  private static final double MOST = 1L << 41;
  private static final double MILLIS_IN_A_THOUSAND_SECONDS = 1_000_000;

  /** {@code tokens} is what it wrote, below 0 where nobody knows. Any numbers will do. */
  public static ModelCall of(double firstTokenMs, double durationMs, double tokens) {
    boolean known = tokens >= 0 && durationMs > 0;
    return new ModelCall(
        whole(firstTokenMs),
        whole(durationMs),
        known ? whole(tokens * MILLIS_IN_A_THOUSAND_SECONDS / durationMs) : -1);
  }

  private static long whole(double number) {
    return (long) Math.max(0, Math.min(number, MOST));
  }

  /** As append.lua takes it. */
  String words() {
    return firstTokenMs + " " + durationMs + " " + (rate < 0 ? "-" : Long.toString(rate));
  }
}
