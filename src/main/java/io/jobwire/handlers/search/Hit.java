package io.jobwire.handlers.search;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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

  /** As a {@code search:result:v1} tells of it. */
  public JsonObject found(int rank) {
    JsonArray parts = new JsonArray();
    highlights.forEach(part -> parts.add(JsonObject.of("from", part.from, "to", part.to)));
    return new JsonObject()
        .put("rank", rank)
        .put("title", title)
        .put("url", url)
        .put("snippet", snippet)
        .put("highlights", parts)
        .put("score", score);
  }

  /** A part of the snippet that the query asked for, in UTF-16 units, {@code to} not included. */
  public record Highlight(int from, int to) {}
}
