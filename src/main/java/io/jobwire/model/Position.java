package io.jobwire.model;

import java.util.Optional;

/**
 * How far a viewer has come: the epoch of the job's incarnation, the number of the event, and the
 * instant of its writing, so that a position can be checked and not only counted. Outside it is one
 * opaque word.
 */
public record Position(String epoch, long seq, String instant) {
  private static final long MOST = (1L << 53) - 1;
  private static final int LONGEST_WORD = 16;

  /** By hand: every announced event passes here. */
  public static Optional<Position> parse(String word) {
    int first = word.indexOf('.');
    int second = word.indexOf('.', first + 1);
    if (second < 0 || !isWord(word, 0, first) || !isWord(word, second + 1, word.length())) {
      return Optional.empty();
    }
    long seq = number(word, first + 1, second);
    return seq < 1 || seq > MOST
        ? Optional.empty()
        : Optional.of(new Position(word.substring(0, first), seq, word.substring(second + 1)));
  }

  private static boolean isWord(String word, int from, int to) {
    if (from >= to || to - from > LONGEST_WORD) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = word.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  /** Without leading zeros; 0 for what is none. */
  private static long number(String word, int from, int to) {
    if (from >= to || to - from > LONGEST_WORD || word.charAt(from) == '0') {
      return 0;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = word.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  @Override
  public String toString() {
    return epoch + "." + seq + "." + instant;
  }
}
