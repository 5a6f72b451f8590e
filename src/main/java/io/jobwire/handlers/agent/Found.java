package io.jobwire.handlers.agent;

import io.jobwire.handlers.search.Hit;
import io.vertx.core.json.JsonObject;

/** One thing found, cut to what fits beside many others, as events and checkpoints hold it. */
record Found(String title, String url, String snippet, double score, String passage) {
  private static final int MOST_TITLE = 200;
  private static final int MOST_URL = 1_000;
  private static final int MOST_SNIPPET = 300;
  private static final int MOST_PASSAGE = 2_000;

  static Found of(Hit hit) {
    String snippet = Cut.line(hit.snippet(), MOST_SNIPPET);
    String passage = Cut.text(hit.passage(), MOST_PASSAGE);
    String url = Cut.line(hit.url(), MOST_URL);
    String title = Cut.line(hit.title(), MOST_TITLE);
    return new Found(
        title.isEmpty() ? url : title,
        url,
        snippet,
        Double.isFinite(hit.score()) ? hit.score() : 0,
        passage.isBlank() ? snippet : passage);
  }

  static Found of(JsonObject kept) {
    return new Found(
        kept.getString("title", ""),
        kept.getString("url", ""),
        kept.getString("snippet", ""),
        kept.getDouble("score", 0.0),
        kept.getString("passage", ""));
  }

  /** Without the fragment: several passages may be of one document. */
  String document() {
    int fragment = url.indexOf('#');
    return fragment < 0 ? url : url.substring(0, fragment);
  }

  /** The data of {@code search:result:v1}. */
  JsonObject told(int rank) {
    return new JsonObject()
        .put("rank", rank)
        .put("title", title)
        .put("url", url)
        .put("snippet", snippet)
        .put("score", score);
  }

  JsonObject kept() {
    return new JsonObject()
        .put("title", title)
        .put("url", url)
        .put("snippet", snippet)
        .put("score", score)
        .put("passage", passage);
  }
}
