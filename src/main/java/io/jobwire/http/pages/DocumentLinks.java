package io.jobwire.http.pages;

import io.jobwire.docs.Document;
import io.jobwire.docs.Documents;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the links of a document lead on the service: to another document, a place in one, or
 * elsewhere in the world. What is in the repository only is nowhere here.
 */
record DocumentLinks(Documents documents) {

  Optional<String> from(Document document, String destination) {
    if (destination.startsWith("https://") || destination.startsWith("#")) {
      return Optional.of(destination);
    }
    int mark = destination.indexOf('#');
    String file = mark < 0 ? destination : destination.substring(0, mark);
    String anchor = mark < 0 ? "" : destination.substring(mark);
    String wanted = Path.of(document.file()).resolveSibling(file).normalize().toString();
    return documents.of(wanted).map(found -> found.path() + anchor);
  }
}
