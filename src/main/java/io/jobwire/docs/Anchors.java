package io.jobwire.docs;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The anchors of the headings of one page, in their order, as GitHub makes them. */
public final class Anchors {
  private final Map<String, Integer> taken = new HashMap<>();

  /** Words joined by hyphens, and a number when there is another. */
  public String of(String heading) {
    StringBuilder slug = new StringBuilder();
    heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(c -> Character.isLetterOrDigit(c) || c == ' ' || c == '-' || c == '_')
        .map(c -> c == ' ' ? '-' : c)
        .forEach(slug::appendCodePoint);
    int times = taken.merge(slug.toString(), 1, Integer::sum);
    return times == 1 ? slug.toString() : slug + "-" + (times - 1);
  }
}
