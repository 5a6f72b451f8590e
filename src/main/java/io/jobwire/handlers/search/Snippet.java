package io.jobwire.handlers.search;

import io.jobwire.handlers.search.Hit.Highlight;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The place of a text that has most of what is asked for, in one line, and where it has it. */
record Snippet(String text, List<Highlight> highlights) {
  /** The longest, without the dots where something was left out. */
  static final int LONGEST = 280;

  /** What is asked for stands so far from the end, that its sentence can be read on. */
  private static final int WINDOW = 200;

  private static final int BEFORE = 60;
  private static final int MOST_HIGHLIGHTS = 20;
  private static final String LEFT_OUT = "…";

  static Snippet of(String whole, Words words) {
    String line = PlainText.line(whole, Integer.MAX_VALUE);
    List<Words.Token> found = words.in(line);
    int from = line.length() <= LONGEST ? 0 : beginning(line, best(found));
    int to = line.length() - from <= LONGEST ? line.length() : end(line, from);
    String before = from > 0 ? LEFT_OUT : "";
    String text = before + line.substring(from, to) + (to < line.length() ? LEFT_OUT : "");
    return new Snippet(text, highlights(found, from, to, before.length() - from));
  }

  /** Where the window with most different words begins; the first of equals. */
  private static int best(List<Words.Token> found) {
    int best = 0;
    int most = 0;
    for (int i = 0; i < found.size(); i++) {
      int different = differentFrom(found, i);
      if (different > most) {
        most = different;
        best = found.get(i).from();
      }
    }
    return best;
  }

  private static int differentFrom(List<Words.Token> found, int first) {
    Set<String> stems = new HashSet<>();
    int end = found.get(first).from() + WINDOW;
    for (int i = first; i < found.size() && found.get(i).to() <= end; i++) {
      stems.add(found.get(i).stem());
    }
    return stems.size();
  }

  /** A little before the place, at the beginning of a word; nearer when the text ends soon. */
  private static int beginning(String line, int place) {
    int from = Math.max(0, Math.min(place - BEFORE, line.length() - LONGEST));
    if (from == 0) {
      return 0;
    }
    int gap = line.indexOf(' ', from - 1);
    return gap >= 0 && gap < Math.max(place, from + BEFORE)
        ? gap + 1
        : PlainText.between(line, from);
  }

  private static int end(String line, int from) {
    int gap = line.lastIndexOf(' ', from + LONGEST);
    return gap > from + WINDOW ? gap : PlainText.between(line, from + LONGEST);
  }

  private static List<Highlight> highlights(List<Words.Token> found, int from, int to, int shift) {
    List<Highlight> highlights = new ArrayList<>();
    for (Words.Token token : found) {
      if (token.from() >= from && token.to() <= to && highlights.size() < MOST_HIGHLIGHTS) {
        highlights.add(new Highlight(token.from() + shift, token.to() + shift));
      }
    }
    return highlights;
  }
}
