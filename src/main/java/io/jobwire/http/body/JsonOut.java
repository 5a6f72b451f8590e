package io.jobwire.http.body;

/**
 * Strings as compact JSON: escaped is only what must be, and half a surrogate pair, which no UTF-8
 * can hold.
 */
final class JsonOut {
  private static final String HEX = "0123456789abcdef";

  private JsonOut() {}

  static void string(StringBuilder out, String text) {
    string(out, text.toCharArray(), 0, text.length());
  }

  static void string(StringBuilder out, char[] chars, int offset, int length) {
    out.append('"');
    int end = offset + length;
    int plain = offset;
    for (int i = offset; i < end; i++) {
      char c = chars[i];
      if (isPlain(c)) {
        continue;
      }
      if (startsPair(chars, i, end)) {
        i++;
        continue;
      }
      out.append(chars, plain, i - plain);
      escape(out, c);
      plain = i + 1;
    }
    out.append(chars, plain, end - plain).append('"');
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
  }

  private static boolean startsPair(char[] chars, int i, int end) {
    return i + 1 < end && Character.isSurrogatePair(chars[i], chars[i + 1]);
  }

  private static void escape(StringBuilder out, char c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> unicode(out, c);
    }
  }

  private static void unicode(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt(c >> shift & 0xf));
    }
  }
}
