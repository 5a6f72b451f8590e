package io.jobwire.docs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All our documents, in the order of the contents, as {@code pages.txt} lists them. */
public record Documents(List<Document> all) {

  /** A jar has no folders to list: one document a line, below the name of its group. */
  private static final String LIST = "pages.txt";

  private static final String GROUP = "# ";

  public Documents {
    all = List.copyOf(all);
  }

  public static Documents load() throws IOException {
    List<Document> documents = new ArrayList<>();
    String group = "";
    for (String line : Document.text(LIST).lines().filter(text -> !text.isBlank()).toList()) {
      if (line.startsWith(GROUP)) {
        group = line.substring(GROUP.length());
      } else {
        String[] words = line.split(" ", 3);
        String title = words.length == 3 ? words[2] : "";
        documents.add(new Document(words[0], words[1], title, group));
      }
    }
    return new Documents(documents);
  }

  public List<Document> pages() {
    return all.stream().filter(Document::isPage).toList();
  }

  /** By the file's path in the repository. */
  public Optional<Document> of(String file) {
    return all.stream().filter(document -> document.file().equals(file)).findFirst();
  }
}
