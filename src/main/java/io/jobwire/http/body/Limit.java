package io.jobwire.http.body;

import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;

/** How many bytes of UTF-8 a payload may have. */
record Limit(String what, long bytes) {
  private static final int MOST_BYTES_OF_A_CHAR = 3;

  JsonText hold(JsonText payload) {
    if (isOver(payload.text())) {
      throw Refused.tooLarge(what, bytes);
    }
    return payload;
  }

  private boolean isOver(String text) {
    return (long) text.length() * MOST_BYTES_OF_A_CHAR > bytes && utf8Length(text) > bytes;
  }

  /** A pair of surrogates is four bytes, two for each. */
  private static long utf8Length(String text) {
    long length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }
}
