package io.jobwire.handlers.search;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The kinds of documents that can be read, told by the ends of their names. */
enum Format {
  MARKDOWN(MarkdownReader::read, "md", "markdown"),
  HTML(HtmlReader::read, "html", "htm"),
  TEXT(TextReader::read, "txt", "rst", "adoc", "asciidoc");

  private final BiConsumer<String, Passages> reader;
  private final List<String> endings;

  Format(BiConsumer<String, Passages> reader, String... endings) {
    this.reader = reader;
    this.endings = List.of(endings);
  }

  static Optional<Format> of(String path) {
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(format -> format.endings.contains(ending)).findFirst();
  }

  List<Passage> passages(String path, String content) {
    Passages passages = new Passages(path);
    reader.accept(content, passages);
    return passages.all();
  }
}
