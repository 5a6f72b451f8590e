package io.jobwire.handlers.search;

import java.util.List;

/**
 * One thing found: what a result shows of it, and in {@code passage} the text that a reader, or a
 * model, takes an answer from. The highlights are parts of the snippet.
 */
public record Hit(
    String title,
    String url,
    String snippet,
    List<Highlight> highlights,
    double score,
    String passage) {

  public Hit {
    highlights = List.copyOf(highlights);
  }

  /** A part of the snippet that the query asked for, in UTF-16 units, {@code to} not included. */
  public record Highlight(int from, int to) {}
}
