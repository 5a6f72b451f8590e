package io.jobwire.http.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.jobwire.model.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON as RFC 8259 has it and nothing beside: UTF-8 without a mark, every key once, bounded. One
 * thing less, too: half a surrogate pair in a key, which Jackson will not read.
 */
final class StrictJson {
  static final int MAX_NESTING = 64;
  static final int MAX_DIGITS = 1000;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACEMENT = '\uFFFD';

  /** Names are neither shared nor interned: they come from outside, and would fill the table. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxNumberLength(MAX_DIGITS)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private StrictJson() {}

  static JsonParser open(byte[] bytes) throws IOException {
    return open(decode(bytes));
  }

  static JsonParser open(String text) throws IOException {
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      throw Refused.malformed("The body begins with a byte order mark.");
    }
    return FACTORY.createParser(text);
  }

  /**
   * The fast decoder puts U+FFFD where the bytes are wrong. Only a text with one, which may be
   * meant so, is decoded once more by the strict one.
   */
  private static String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      refuseWrongBytes(bytes);
    }
    return text;
  }

  private static void refuseWrongBytes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException wrong) {
      throw Refused.malformed("The body is not UTF-8.");
    }
  }
}
