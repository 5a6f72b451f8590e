package io.jobwire.http.body;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Instants as RFC 3339 writes them, from the year 2000 on. */
final class Instants {

  /** What is read by Java's parser goes further: years of nine digits, no seconds, 24:00. */
  private static final Pattern SHAPE =
      Pattern.compile(
          "[2-9]\\d{3}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):\\d\\d:\\d\\d(\\.\\d{1,9})?"
              + "(Z|[+-](0\\d|1[0-7]):\\d\\d)");

  private Instants() {}

  static boolean fits(String text) {
    if (!SHAPE.matcher(text).matches()) {
      return false;
    }
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeException noSuchDay) {
      return false;
    }
  }

  /** Epoch milliseconds of a text that fits. */
  static long parse(String text) {
    return OffsetDateTime.parse(text).toInstant().toEpochMilli();
  }
}
