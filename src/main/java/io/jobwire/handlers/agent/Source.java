package io.jobwire.handlers.agent;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A passage that the answer rests on, under the number it is cited by. */
record Source(
    int n, String title, String url, String snippet, String passage, List<String> quotes) {

  Source {
    quotes = List.copyOf(quotes);
  }

  static Source of(int n, Found found, List<String> quotes) {
    return new Source(n, found.title(), found.url(), found.snippet(), found.passage(), quotes);
  }

  static Source of(JsonObject kept) {
    return new Source(
        kept.getInteger("n", 0),
        kept.getString("title", ""),
        kept.getString("url", ""),
        kept.getString("snippet", ""),
        kept.getString("passage", ""),
        kept.getJsonArray("quotes", new JsonArray()).stream().map(String::valueOf).toList());
  }

  /** As the result shows it. */
  JsonObject shown() {
    return new JsonObject().put("n", n).put("title", title).put("url", url).put("snippet", snippet);
  }

  JsonObject kept() {
    return shown().put("passage", passage).put("quotes", new JsonArray(quotes));
  }
}
