package io.jobwire.handlers.agent;

/** Texts of others, whole characters only and at a bounded length. */
final class Cut {
  private Cut() {}

  /** Half a character becomes U+FFFD, as it would on its way through UTF-8. */
  static String whole(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  /** On one line; null is empty. */
  static String line(String text, int units) {
    return text == null ? "" : text(text.replaceAll("\\s+", " ").strip(), units);
  }

  /** Null is empty. */
  static String text(String text, int units) {
    if (text == null) {
      return "";
    }
    return whole(text.length() <= units ? text : start(text, units - 1) + "…");
  }

  private static String start(String text, int units) {
    boolean half = Character.isHighSurrogate(text.charAt(units - 1));
    return text.substring(0, half ? units - 1 : units);
  }
}
