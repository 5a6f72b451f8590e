package io.jobwire.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody probably meant, by the number of letters to change. */
final class Nearest {
  private Nearest() {}

  static String to(String word, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String candidate) -> apart(word, candidate)))
        .orElseThrow();
  }

  /** The right name in the wrong section is near as well, and so is a name begun. */
  private static int apart(String word, String candidate) {
    int whole = distance(word, candidate);
    int name = distance(lastPart(word), lastPart(candidate)) + 1;
    int begun = candidate.startsWith(word) ? 2 : whole;
    int least = Math.min(whole, Math.min(name, begun));
    return 2 * least + (whole == least ? 0 : 1);
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      above = nextRow(above, a.charAt(i - 1), i, b);
    }
    return above[b.length()];
  }

  private static int[] nextRow(int[] above, char letter, int row, String b) {
    int[] here = new int[above.length];
    here[0] = row;
    for (int j = 1; j < here.length; j++) {
      int change = above[j - 1] + (b.charAt(j - 1) == letter ? 0 : 1);
      here[j] = Math.min(change, Math.min(above[j], here[j - 1]) + 1);
    }
    return here;
  }
}
