package io.jobwire.http.pages;

import java.util.regex.Pattern;

/** Text as HTML. Whatever comes in is text: markup in it is shown, not obeyed. */
final class Html {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern STRONG = Pattern.compile("\\*\\*([^*]+)\\*\\*");
  private static final Pattern EMPHASIS = Pattern.compile("(?<![*\\w])\\*([^*`<>]+)\\*(?![*\\w])");
  private static final Pattern BLANK_LINE = Pattern.compile("\\n\\s*\\n");

  private Html() {}

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String code(String text) {
    return "<code>" + escape(text) + "</code>";
  }

  /** One line of a description, with its `code`, **bold** and *slanted* words. */
  static String line(String text) {
    String html = escape(text.strip());
    html = CODE.matcher(html).replaceAll("<code>$1</code>");
    html = STRONG.matcher(html).replaceAll("<strong>$1</strong>");
    return EMPHASIS.matcher(html).replaceAll("<em>$1</em>");
  }

  /** A description with its paragraphs. */
  static String prose(String text) {
    if (text.isBlank()) {
      return "";
    }
    StringBuilder html = new StringBuilder();
    for (String paragraph : BLANK_LINE.split(text.strip())) {
      html.append("<p>").append(line(paragraph)).append("</p>\n");
    }
    return html.toString();
  }

  /** A path that may be broken before each of its parts. */
  static String path(String path) {
    return escape(path).replace("/", "<wbr>/");
  }
}
