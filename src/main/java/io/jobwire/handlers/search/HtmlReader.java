package io.jobwire.handlers.search;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of HTML: titles, headings, blocks. No browser: what is not well formed is taken as
 * it comes, and scripts and styles are passed over.
 */
final class HtmlReader {
  /**
   * A tag, a comment, or an entity; a bracket that begins none of these is text. Nothing is given
   * back: a tag without an end would be tried once for each of its letters.
   */
  private static final Pattern MARK =
      Pattern.compile(
          "<!--|<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>|<[!?][^<>]*+>|&(#?[a-zA-Z0-9]{1,8});");

  private static final Pattern ID = Pattern.compile("\\sid\\s*=\\s*[\"']?([^\\s\"'>]+)");
  private static final Pattern HEADING = Pattern.compile("h[1-6]");
  private static final Set<String> SILENT =
      Set.of("script", "style", "template", "noscript", "svg", "textarea");
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "font", "i", "kbd", "mark",
          "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
          "wbr");
  private static final Map<String, String> ENTITIES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", " "),
          Map.entry("hellip", "…"),
          Map.entry("ndash", "–"),
          Map.entry("mdash", "—"),
          Map.entry("lsquo", "‘"),
          Map.entry("rsquo", "’"),
          Map.entry("ldquo", "“"),
          Map.entry("rdquo", "”"),
          Map.entry("copy", "©"));

  private final String content;
  private final Passages passages;
  private final StringBuilder block = new StringBuilder();
  private String anchor = "";

  private HtmlReader(String content, Passages passages) {
    this.content = content;
    this.passages = passages;
  }

  static void read(String content, Passages passages) {
    new HtmlReader(content, passages).read();
  }

  /** The text alone, in one line. */
  static String text(String content, int most) {
    Passages all = new Passages("");
    read(content, all);
    StringBuilder text = new StringBuilder();
    all.all().forEach(passage -> text.append(passage.text()).append(' '));
    return PlainText.line(text.toString(), most);
  }

  private void read() {
    Matcher mark = MARK.matcher(content);
    int at = 0;
    while (mark.find(at)) {
      block.append(content, at, mark.start());
      at = mark.end();
      if (mark.group().equals("<!--")) {
        at = behind("-->", at);
      } else if (mark.group(4) != null) {
        block.append(entity(mark.group(4), mark.group()));
      } else if (mark.group(2) != null) {
        at = tag(mark, at);
      }
    }
    block.append(content, at, content.length());
    end();
  }

  private int tag(Matcher tag, int at) {
    String name = tag.group(2).toLowerCase(Locale.ROOT);
    boolean opens = tag.group(1).isEmpty();
    if (opens && SILENT.contains(name)) {
      return behind(">", behind("</" + name, at));
    }
    if (HEADING.matcher(name).matches() || name.equals("title")) {
      heading(name, opens, tag.group(3));
    } else if (!INLINE.contains(name)) {
      end();
    }
    return at;
  }

  private void heading(String name, boolean opens, String attributes) {
    if (opens) {
      end();
      Matcher id = ID.matcher(attributes);
      anchor = id.find() ? id.group(1) : "";
      return;
    }
    String words = words();
    if (name.equals("title")) {
      passages.title(words);
    } else {
      passages.heading(name.charAt(1) - '0', words, anchor);
    }
  }

  private void end() {
    passages.paragraph(words());
  }

  private String words() {
    String words = PlainText.line(block.toString(), Integer.MAX_VALUE);
    block.setLength(0);
    return words;
  }

  private int behind(String end, int from) {
    Matcher found =
        Pattern.compile(end, Pattern.LITERAL | Pattern.CASE_INSENSITIVE).matcher(content);
    return found.find(from) ? found.end() : content.length();
  }

  private static String entity(String name, String asItStands) {
    try {
      if (name.startsWith("#x") || name.startsWith("#X")) {
        return Character.toString(Integer.parseInt(name.substring(2), 16));
      }
      return name.startsWith("#")
          ? Character.toString(Integer.parseInt(name.substring(1)))
          : ENTITIES.getOrDefault(name, asItStands);
    } catch (IllegalArgumentException noCharacter) {
      return asItStands;
    }
  }
}
