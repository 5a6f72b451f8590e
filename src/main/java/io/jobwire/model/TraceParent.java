package io.jobwire.model;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace that a job belongs to, in the words of the W3C: as its caller named it, or as it began
 * here. We record no spans: what its workers do are children of the caller's own.
 */
public record TraceParent(String value) {
  public static final String HEADER = "traceparent";
  private static final Pattern SHAPE =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
  private static final Pattern OURS = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_PARENT = "0".repeat(16);
  private static final int TRACE_FROM = 3;
  private static final int TRACE_TO = 35;

  public TraceParent {
    if (!OURS.matcher(value).matches()) {
      throw new IllegalArgumentException("No trace of ours");
    }
  }

  /** What a caller said, where that is a trace; else one that begins here. Null is nothing said. */
  public static TraceParent of(String said) {
    Matcher parts = SHAPE.matcher(said == null ? "" : said);
    return parts.matches() && isSound(parts)
        ? new TraceParent("00-" + parts.group(2) + "-" + parts.group(3) + "-" + parts.group(4))
        : fresh();
  }

  /** Not sampled: nobody has recorded anything of it yet. */
  public static TraceParent fresh() {
    ThreadLocalRandom chance = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    String trace = hex.toHexDigits(chance.nextLong()) + hex.toHexDigits(chance.nextLong() | 1);
    return new TraceParent("00-" + trace + "-" + hex.toHexDigits(chance.nextLong() | 1) + "-00");
  }

  public String traceId() {
    return value.substring(TRACE_FROM, TRACE_TO);
  }

  /** Later versions may say more behind what this one says; this one may not. */
  private static boolean isSound(Matcher parts) {
    String version = parts.group(1);
    boolean length = parts.group(5) == null || !version.equals("00");
    return length
        && !version.equals("ff")
        && !parts.group(2).equals(NO_TRACE)
        && !parts.group(3).equals(NO_PARENT);
  }

  @Override
  public String toString() {
    return value;
  }
}
