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
      return whole(new JsonText(Json.encode(value)));
    } catch (EncodeException | ClassCastException foreign) {
      throw Refused.invalid("value", "cannot be written as JSON");
    }
  }

  /** Half a surrogate pair, which no UTF-8 can hold, as the escape that JSON has for it. */
  static JsonText whole(JsonText json) {
    String text = json.text();
    StringBuilder whole = null;
    for (int i = 0; i < text.length(); i++) {
      if (isHalf(text, i)) {
        whole = whole == null ? new StringBuilder(text.length() + 8).append(text, 0, i) : whole;
        whole.append("\\u").append(Integer.toHexString(text.charAt(i)));
      } else if (whole != null) {
        whole.append(text.charAt(i));
      }
    }
    return whole == null ? json : new JsonText(whole.toString());
  }

  private static boolean isHalf(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  /** What came as JSON, as a handler wants it. */
  static Object value(JsonText json) {
    return Json.decodeValue(json.text());
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
