package io.jobwire.stream;

/** Where a piece of UTF-8 can be cut. */
final class Utf8 {
  private Utf8() {}

  /** How many bytes from the front are whole characters; at most three are left over. */
  static int wholeCharacters(byte[] bytes) {
    int start = bytes.length - 1;
    while (start > 0 && (bytes[start] & 0xc0) == 0x80) {
      start--;
    }
    return start + length(bytes[start]) <= bytes.length ? bytes.length : start;
  }

  private static int length(byte first) {
    int bits = first & 0xff;
    if (bits < 0x80) {
      return 1;
    }
    return bits < 0xe0 ? 2 : bits < 0xf0 ? 3 : 4;
  }
}
