package io.jobwire.handlers.search;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads Markdown: headings, paragraphs, code, tables; the marks themselves are taken out. */
final class MarkdownReader {
  /** Here and below nothing is given back: of a line of a million blanks each would be tried. */
  private static final Pattern HEADING = Pattern.compile(" {0,3}(#{1,6})[ \\t]++((?s:.*))");

  private static final Pattern FENCE = Pattern.compile(" {0,3}(```|~~~).*");
  private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(=+|-{2,})[ \\t]*");
  private static final Pattern TABLE_RULE = Pattern.compile("[ \\t|:-]++");
  private static final Pattern FRONT =
      Pattern.compile("---\\R(\\w+:.*?)\\R---(?:\\R|$)", Pattern.DOTALL);
  private static final Pattern TITLE =
      Pattern.compile("^title:[ \\t]*[\"']?([^\"'\\r\\n]+)", Pattern.MULTILINE);

  /** {@code **Cancel it.** A job that …}: what the rest of the paragraph, and others, are about. */
  private static final Pattern TOPIC =
      Pattern.compile("\\*\\*([^*\\n]{1,80}\\s[^*\\n]{1,80})\\*\\*.*", Pattern.DOTALL);

  private static final Pattern LINK =
      Pattern.compile("!?\\[([^\\[\\]]*)](?:\\([^()]*\\)|\\[[^\\[\\]]*])");
  private static final Pattern MARKS = Pattern.compile("\\*\\*|__|`+");

  private final Passages passages;
  private final StringBuilder paragraph = new StringBuilder();
  private String fence = "";

  private MarkdownReader(Passages passages) {
    this.passages = passages;
  }

  static void read(String content, Passages passages) {
    MarkdownReader reader = new MarkdownReader(passages);
    reader.withoutFront(content).lines().forEach(reader::line);
    reader.end();
  }

  private String withoutFront(String content) {
    Matcher front = FRONT.matcher(content);
    if (!front.lookingAt()) {
      return withoutComments(content);
    }
    TITLE.matcher(front.group(1)).results().findFirst().ifPresent(t -> passages.title(t.group(1)));
    return withoutComments(content.substring(front.end()));
  }

  /** By hand: a pattern would look for the end of each of a million beginnings. */
  private static String withoutComments(String content) {
    StringBuilder kept = new StringBuilder();
    int from = 0;
    int begin = content.indexOf("<!--");
    while (begin >= 0) {
      int end = content.indexOf("-->", begin);
      kept.append(content, from, begin);
      from = end < 0 ? content.length() : end + 3;
      begin = content.indexOf("<!--", from);
    }
    return kept.append(content, from, content.length()).toString();
  }

  private void line(String line) {
    Matcher heading = HEADING.matcher(line);
    if (!fence.isEmpty()) {
      code(line);
    } else if (FENCE.matcher(line).matches()) {
      end();
      fence = line.strip().substring(0, 3);
    } else if (heading.matches()) {
      end();
      heading(heading.group(1).length(), heading.group(2));
    } else if (!paragraph.isEmpty() && UNDERLINE.matcher(line).matches()) {
      underlined(line);
    } else if (line.isBlank()) {
      end();
    } else if (!isTableRule(line)) {
      paragraph.append(line.strip().startsWith("|") ? cells(line) : line.strip()).append('\n');
    }
  }

  private static boolean isTableRule(String line) {
    return line.contains("|") && line.contains("-") && TABLE_RULE.matcher(line).matches();
  }

  private void code(String line) {
    if (line.strip().startsWith(fence)) {
      passages.paragraph(paragraph.toString());
      paragraph.setLength(0);
      fence = "";
    } else {
      paragraph.append(line).append('\n');
    }
  }

  private void underlined(String line) {
    String words = paragraph.toString().strip();
    paragraph.setLength(0);
    if (words.contains("\n")) {
      paragraph.append(words);
      end();
    } else {
      heading(line.strip().startsWith("=") ? 1 : 2, words);
    }
  }

  private void heading(int level, String words) {
    passages.heading(level, plain(withoutClosing(words)));
  }

  /** {@code Title ##}: from the end, as a pattern would begin at each blank of the title. */
  private static String withoutClosing(String words) {
    int end = before(words, words.length(), " \t");
    int marks = before(words, end, "#");
    int title = before(words, marks, " \t");
    return marks < end && title < marks ? words.substring(0, title) : words;
  }

  /** Where those of these characters begin that stand before this place. */
  private static int before(String words, int place, String characters) {
    int begin = place;
    while (begin > 0 && characters.indexOf(words.charAt(begin - 1)) >= 0) {
      begin--;
    }
    return begin;
  }

  private void end() {
    String words = paragraph.toString();
    paragraph.setLength(0);
    Matcher topic = TOPIC.matcher(words);
    if (topic.matches()) {
      passages.topic(plain(topic.group(1)).replaceFirst("[.:,]$", ""));
    }
    passages.paragraph(fence.isEmpty() ? plain(words) : words);
  }

  private static String cells(String row) {
    String inside = row.strip().replaceFirst("^\\|", "").replaceFirst("\\|$", "");
    return Arrays.stream(inside.strip().split("\\|"))
        .map(String::strip)
        .collect(Collectors.joining(" · "));
  }

  private static String plain(String words) {
    return MARKS.matcher(LINK.matcher(words).replaceAll("$1")).replaceAll("");
  }
}
