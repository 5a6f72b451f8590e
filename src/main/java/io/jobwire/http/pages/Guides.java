package io.jobwire.http.pages;

import io.jobwire.docs.Document;
import io.jobwire.docs.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The documents as pages. Few of them are ever looked at: each is made when it is first asked for,
 * and kept.
 */
public final class Guides {
  private final Map<String, Document> documents = new LinkedHashMap<>();
  private final Map<String, Page> made = new ConcurrentHashMap<>();
  private final DocumentLinks links;
  private final Frame frame;

  Guides(Documents documents, Frame frame) {
    documents.all().forEach(document -> this.documents.put(document.path(), document));
    this.links = new DocumentLinks(documents);
    this.frame = frame;
  }

  public Set<String> paths() {
    return documents.keySet();
  }

  /** Empty when nobody has asked for it yet. */
  public Optional<Page> find(String path) {
    return Optional.ofNullable(made.get(path));
  }

  /** Takes some milliseconds: not on an event loop. */
  public Page make(String path) {
    return made.computeIfAbsent(path, asked -> make(documents.get(asked)));
  }

  private Page make(Document document) {
    try {
      String text = document.text();
      return document.isPage()
          ? Page.of("text/html; charset=utf-8", fill(document, text))
          : Page.of("text/plain; charset=utf-8", text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private String fill(Document document, String text) {
    Markdown page = new Markdown(text, link -> links.from(document, link));
    String here = "<ul class=\"plain\">\n" + Contents.sections(page.sections()) + "</ul>\n";
    String main = "<div class=\"guide\">\n" + page.html() + "</div>\n";
    return frame.around(document.path(), document.title(), here, main);
  }
}
