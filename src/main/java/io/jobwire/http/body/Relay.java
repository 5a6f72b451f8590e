package io.jobwire.http.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jobwire.model.JsonText;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Copies one value, token by token: white space goes, every digit and every empty list stays. The
 * copy is never longer than what came, so the limit of the body bounds it.
 */
final class Relay {
  private final JsonParser json;
  private final StringBuilder out = new StringBuilder(128);
  private final Consumer<String> outerNames;
  private int depth;

  private Relay(JsonParser json, Consumer<String> outerNames) {
    this.json = json;
    this.outerNames = outerNames;
  }

  /**
   * Leaves the parser at the last token of the value, and tells the names in it, but not those
   * deeper down.
   */
  static JsonText copy(JsonParser json, Consumer<String> outerNames) throws IOException {
    Relay relay = new Relay(json, outerNames);
    relay.copyToken(json.currentToken());
    while (relay.depth > 0) {
      relay.copyToken(json.nextToken());
    }
    return new JsonText(relay.out.toString());
  }

  private void copyToken(JsonToken token) throws IOException {
    if (token.isStructEnd()) {
      depth--;
      out.append(token.asString());
      return;
    }
    separate();
    switch (token) {
      case FIELD_NAME -> name();
      case VALUE_STRING -> string();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      default -> word(token);
    }
  }

  private void separate() {
    if (out.length() > 0 && "{[:".indexOf(out.charAt(out.length() - 1)) < 0) {
      out.append(',');
    }
  }

  private void name() throws IOException {
    String name = json.currentName();
    if (depth == 1) {
      outerNames.accept(name);
    }
    JsonOut.string(out, name);
    out.append(':');
  }

  private void string() throws IOException {
    JsonOut.string(out, json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
  }

  private void number() throws IOException {
    out.append(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
  }

  private void word(JsonToken token) {
    if (token.isStructStart()) {
      depth++;
    }
    out.append(token.asString());
  }
}
