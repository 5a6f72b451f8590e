package io.jobwire.handlers.search;

import java.util.regex.Pattern;

/**
 * Text of strangers made fit to be shown: no controls, no halves of pairs, and of a known length.
 */
final class PlainText {
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private PlainText() {}

  /** Length and places stay: what may not be there becomes a space or a question mark in a box. */
  static String printable(String text) {
    StringBuilder fit = new StringBuilder(text);
    for (int i = 0; i < fit.length(); i++) {
      char c = fit.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < fit.length()
          && Character.isLowSurrogate(fit.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        fit.setCharAt(i, '\uFFFD');
      } else if (c != '\n' && Character.isISOControl(c)) {
        fit.setCharAt(i, ' ');
      }
    }
    return fit.toString();
  }

  /** In one line, each gap one space, cut off behind so many characters. */
  static String line(String text, int most) {
    String line = BLANKS.matcher(printable(text)).replaceAll(" ").strip();
    return line.length() <= most ? line : line.substring(0, between(line, most - 1)) + "…";
  }

  /** The same place, or the one before when it would part a pair of surrogates. */
  static int between(String text, int place) {
    boolean parts =
        place > 0
            && place < text.length()
            && Character.isHighSurrogate(text.charAt(place - 1))
            && Character.isLowSurrogate(text.charAt(place));
    return parts ? place - 1 : place;
  }
}
