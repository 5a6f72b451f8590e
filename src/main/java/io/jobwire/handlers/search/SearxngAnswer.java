package io.jobwire.handlers.search;

import io.jobwire.worker.JobFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a search server answered: results fit to be shown, and nothing else of it. */
final class SearxngAnswer {
  private static final int LONGEST_TITLE = 200;

  /** So much of a text is read for each character that is shown: the rest may be tags. */
  private static final int READ = 8;

  private SearxngAnswer() {}

  static List<Hit> hits(Buffer body, Words words, int most) {
    List<Hit> hits = new ArrayList<>();
    for (Object result : results(body)) {
      if (hits.size() < most && result instanceof JsonObject fields) {
        hit(fields, words, hits.size() + 1).ifPresent(hits::add);
      }
    }
    return hits;
  }

  private static JsonArray results(Buffer body) {
    try {
      if (body.toJsonValue() instanceof JsonObject answer
          && answer.getValue("results") instanceof JsonArray results) {
        return results;
      }
    } catch (RuntimeException | StackOverflowError noJson) {
      throw garbage();
    }
    throw garbage();
  }

  private static JobFailure garbage() {
    return JobFailure.last(
        "search_refused", "The search server's answer is not what SearXNG answers in JSON.");
  }

  /** One without an address that can be opened is none. */
  private static Optional<Hit> hit(JsonObject fields, Words words, int rank) {
    return address(fields.getValue("url")).map(address -> hit(address, fields, words, rank));
  }

  private static Hit hit(String address, JsonObject fields, Words words, int rank) {
    String title = text(fields.getValue("title"), LONGEST_TITLE);
    String passage = text(fields.getValue("content"), Passages.MOST);
    Snippet snippet = Snippet.of(passage, words);
    return new Hit(
        title.isEmpty() ? PlainText.line(address, LONGEST_TITLE) : title,
        address,
        snippet.text(),
        snippet.highlights(),
        score(fields.getValue("score"), rank),
        passage);
  }

  private static String text(Object value, int most) {
    return value instanceof String text ? HtmlReader.text(beginning(text, READ * most), most) : "";
  }

  private static String beginning(String text, int most) {
    return text.length() <= most ? text : text.substring(0, PlainText.between(text, most));
  }

  private static double score(Object value, int rank) {
    boolean fits = value instanceof Number number && Double.isFinite(number.doubleValue());
    return fits ? ((Number) value).doubleValue() : 1.0 / rank;
  }

  /** To a page of the web, without a name and a password for it. */
  private static Optional<String> address(Object value) {
    try {
      URI address = new URI(value instanceof String text ? text : "");
      String plain = address.toASCIIString();
      boolean web =
          "http".equalsIgnoreCase(address.getScheme())
              || "https".equalsIgnoreCase(address.getScheme());
      boolean fits = web && address.getHost() != null && address.getUserInfo() == null;
      return fits && plain.length() <= Addresses.LONGEST ? Optional.of(plain) : Optional.empty();
    } catch (URISyntaxException no) {
      return Optional.empty();
    }
  }
}
