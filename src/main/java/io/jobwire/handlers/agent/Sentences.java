package io.jobwire.handlers.agent;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The sentences of a passage, plain or Markdown, each fit to be quoted by itself: headings, code
 * and fragments left out, marks taken off.
 */
final class Sentences {
  private static final int LEAST = 20;
  private static final int MOST = 400;
  private static final Pattern LINK = Pattern.compile("!?\\[([^\\[\\]]*)]\\([^()\\s]*\\)");
  private static final Pattern EMPHASIS = Pattern.compile("\\*\\*|__");
  private static final Pattern ITEM = Pattern.compile("(?:[-*+]|\\d{1,3}[.)])\\s+");
  private static final Pattern RULE = Pattern.compile("[|:\\s=-]+");
  private static final Pattern ENDED = Pattern.compile(".*[.!?…。！？][)\"'”’»]*", Pattern.DOTALL);

  private final List<String> all = new ArrayList<>();
  private final StringBuilder block = new StringBuilder();
  private boolean inCode;

  private Sentences() {}

  static List<String> of(String passage) {
    Sentences sentences = new Sentences();
    passage.lines().map(String::strip).forEach(sentences::take);
    sentences.endBlock();
    return sentences.all;
  }

  private void take(String line) {
    if (line.startsWith("```") || line.startsWith("~~~")) {
      endBlock();
      inCode = !inCode;
    } else if (inCode) {
      return;
    } else if (line.isEmpty() || line.startsWith("#") || RULE.matcher(line).matches()) {
      endBlock();
    } else if (line.startsWith("|")) {
      endBlock();
      block.append(row(line));
      endBlock();
    } else {
      prose(line);
    }
  }

  private void prose(String line) {
    String text = line.startsWith(">") ? line.substring(1).strip() : line;
    if (ITEM.matcher(text).lookingAt()) {
      endBlock();
      text = ITEM.matcher(text).replaceFirst("");
    }
    block.append(block.length() == 0 ? "" : " ").append(text);
  }

  /** What a row is about, then what the table says of it. */
  private static String row(String line) {
    List<String> cells =
        Pattern.compile("(?<!\\\\)\\|")
            .splitAsStream(line)
            .map(String::strip)
            .filter(cell -> !cell.isEmpty())
            .toList();
    return cells.size() < 2
        ? String.join("", cells)
        : cells.get(0) + ": " + String.join(", ", cells.subList(1, cells.size()));
  }

  private void endBlock() {
    String text = EMPHASIS.matcher(LINK.matcher(block).replaceAll("$1")).replaceAll("");
    block.setLength(0);
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    breaks.setText(text);
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      add(text.substring(start, end).strip());
      start = end;
    }
  }

  /** One that ends in a colon leads to what does not stand here. */
  private void add(String sentence) {
    if (sentence.length() >= LEAST && !sentence.endsWith(":")) {
      String cut = Cut.line(sentence, MOST);
      all.add(ENDED.matcher(cut).matches() ? cut : cut + ".");
    }
  }
}
