package io.jobwire.handlers.search;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads plain text, and what is nearly that: a line that is underlined, as in reStructuredText, or
 * begins with equals signs, as in AsciiDoc, is a heading.
 */
final class TextReader {
  private static final String UNDERLINES = "=-~^\"'`#*+";
  private static final Pattern HEADING = Pattern.compile("(={1,6})[ \\t]+(\\S.*)");
  private static final int SHORTEST = 3;

  private final Passages passages;
  private final StringBuilder paragraph = new StringBuilder();

  /** The kinds of underlines in the order in which they came: the first is the highest. */
  private final StringBuilder levels = new StringBuilder();

  private TextReader(Passages passages) {
    this.passages = passages;
  }

  static void read(String content, Passages passages) {
    TextReader reader = new TextReader(passages);
    content.lines().map(String::stripTrailing).forEach(reader::line);
    reader.end();
  }

  private void line(String line) {
    Matcher heading = HEADING.matcher(line);
    if (heading.matches()) {
      end();
      passages.heading(heading.group(1).length(), heading.group(2), "");
    } else if (isUnderline(line)) {
      underlined(line);
    } else if (line.isBlank()) {
      end();
    } else {
      paragraph.append(line).append('\n');
    }
  }

  private static boolean isUnderline(String line) {
    return line.length() >= SHORTEST
        && UNDERLINES.indexOf(line.charAt(0)) >= 0
        && line.chars().allMatch(c -> c == line.charAt(0));
  }

  /** Below one line: its heading; anywhere else an ornament. */
  private void underlined(String line) {
    String words = paragraph.toString().strip();
    if (words.isEmpty() || words.contains("\n") || line.length() < words.length()) {
      end();
      return;
    }
    paragraph.setLength(0);
    String kind = line.substring(0, 1);
    if (levels.indexOf(kind) < 0) {
      levels.append(kind);
    }
    passages.heading(levels.indexOf(kind) + 1, words, "");
  }

  private void end() {
    passages.paragraph(paragraph.toString());
    paragraph.setLength(0);
  }
}
