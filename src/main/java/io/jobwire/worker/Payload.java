package io.jobwire.worker;

import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;

/** What handlers hand over, as JSON. */
final class Payload {
  private Payload() {}

  static JsonText of(Object value) {
    try {
      return new JsonText(Json.encode(value));
    } catch (EncodeException | ClassCastException foreign) {
      throw Refused.invalid("value", "cannot be written as JSON");
    }
  }

  /** Its length in UTF-8, counted only where it could matter. */
  static long bytes(JsonText json) {
    String text = json.text();
    long bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // a half of a pair counts two, the pair four
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return bytes;
  }
}
