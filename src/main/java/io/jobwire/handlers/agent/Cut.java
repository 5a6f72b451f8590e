package io.jobwire.handlers.agent;

/** Texts of others at a bounded length; never through the middle of a character. */
final class Cut {
  private Cut() {}

  /** On one line; null is empty. */
  static String line(String text, int units) {
    return text == null ? "" : text(text.replaceAll("\\s+", " ").strip(), units);
  }

  static String text(String text, int units) {
    if (text == null || text.length() <= units) {
      return text == null ? "" : text;
    }
    int end = units - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
