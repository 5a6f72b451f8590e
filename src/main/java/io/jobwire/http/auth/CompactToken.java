package io.jobwire.http.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A token taken apart to the letter, before anything in it is believed: three parts, each with the
 * only spelling that base64url has for it, two of them JSON objects that name nothing twice. So a
 * token has one text and one meaning, whoever reads it.
 */
record CompactToken(String text, JsonNode header, JsonNode claims, byte[] signature) {
  private static final int LONGEST = 8 * 1024;
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final ObjectReader STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  static CompactToken parse(String text) {
    if (text == null) {
      throw Denial.NO_TOKEN.refused();
    }
    if (text.length() > LONGEST) {
      throw Denial.TOO_LONG.refused();
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw Denial.UNREADABLE.refused();
    }
    return new CompactToken(text, object(parts[0]), object(parts[1]), bytes(parts[2]));
  }

  private static JsonNode object(String part) {
    try {
      JsonNode json = STRICT.readTree(utf8(bytes(part)));
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException | CharacterCodingException unreadable) {
      // falls through to the one answer; what the parser has to say would quote the token
    }
    throw Denial.UNREADABLE.refused();
  }

  /** Our own decoding, because the JSON parser guesses UTF-16 and lets broken UTF-8 pass. */
  private static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Java's decoder forgives padding and stray last bits, so the way back must lead here again. */
  private static byte[] bytes(String part) {
    try {
      byte[] bytes = DECODER.decode(part);
      if (bytes.length > 0 && ENCODER.encodeToString(bytes).equals(part)) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      // falls through to the one answer
    }
    throw Denial.UNREADABLE.refused();
  }
}
