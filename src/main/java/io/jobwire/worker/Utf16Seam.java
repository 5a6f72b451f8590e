package io.jobwire.worker;

/**
 * Cuts streamed text where UTF-16 may be cut: the first half of a pair waits for its other half in
 * the next chunk, and a half that stays alone becomes U+FFFD, as it would on its way through UTF-8.
 */
final class Utf16Seam {
  private static final char REPLACEMENT = '\uFFFD';

  private char held;

  /** The text to write now. */
  String next(String text) {
    if (held == 0 && isWhole(text)) {
      return text;
    }
    String all = held == 0 ? text : held + text;
    held = 0;
    int length = all.length();
    if (length > 0 && Character.isHighSurrogate(all.charAt(length - 1))) {
      held = all.charAt(length - 1);
      all = all.substring(0, length - 1);
    }
    return mended(all);
  }

  /** What still waits when no more comes: a half without its other, or nothing. */
  String rest() {
    String rest = held == 0 ? "" : String.valueOf(REPLACEMENT);
    held = 0;
    return rest;
  }

  /** Whether each half of a pair has its other half beside it. */
  static boolean isPaired(String text) {
    return isWhole(text) || mended(text).equals(text);
  }

  private static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static String mended(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        whole.append(c).append(text.charAt(++i));
      } else {
        whole.append(Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return whole.toString();
  }
}
