package io.jobwire.handlers.llm;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * What a model server says for people, fit to be shown to ours: a short single line of it, found
 * where such servers put it, and never a whole body.
 */
final class Upstream {
  private static final int MOST_CHARACTERS = 300;

  private Upstream() {}

  /** The message in the body of a refusal; empty when there is none where one would be. */
  static String message(String body, String secret) {
    try {
      return message(new JsonObject(body), secret);
    } catch (DecodeException | ClassCastException noObject) {
      return "";
    }
  }

  static String brokeOff(JsonObject event, String secret) {
    String said = message(event, secret);
    return said.isEmpty()
        ? "The model server broke off its answer with an error."
        : "The model server broke off its answer: " + said;
  }

  private static String message(JsonObject body, String secret) {
    Object error = body.getValue("error");
    if (error instanceof JsonObject inner) {
      return readable(inner.getValue("message"), secret);
    }
    String said = readable(error, secret);
    said = said.isEmpty() ? readable(body.getValue("message"), secret) : said;
    return said.isEmpty() ? readable(body.getValue("detail"), secret) : said;
  }

  /**
   * Without controls and halves of characters, and not too long; of anything but a text: empty. The
   * secret goes first: half of one, where the text is cut, would not be known any more.
   */
  static String readable(Object said, String secret) {
    if (!(said instanceof String raw)) {
      return "";
    }
    String text = secret.isEmpty() ? raw : raw.replace(secret, "***");
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(4L * MOST_CHARACTERS)
        .map(c -> Character.isISOControl(c) || Character.isWhitespace(c) ? ' ' : c)
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .filter(c -> c != ' ' || line.length() > 0 && line.charAt(line.length() - 1) != ' ')
        .forEach(line::appendCodePoint);
    return cut(line.toString().strip());
  }

  private static String cut(String line) {
    return line.codePointCount(0, line.length()) <= MOST_CHARACTERS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, MOST_CHARACTERS - 1)) + "…";
  }
}
