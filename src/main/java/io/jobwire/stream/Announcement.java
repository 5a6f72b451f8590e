package io.jobwire.stream;

import io.jobwire.model.Position;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what Redis announces: a line with the event's position, the instant of the event before it,
 * and its length; then the event itself, which is left as it is.
 */
final class Announcement {
  private static final String NOTICE = "notice";
  private static final int LONGEST_LINE = 128;

  private Announcement() {}

  /** Null where the event did not come along, or where the message is none of ours. */
  static Frame read(Buffer message) {
    byte[] bytes = message.getBytes();
    int end = endOfLine(bytes);
    if (end < 0 || end + 1 == bytes.length) {
      return null;
    }
    String line = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (first < 0 || second < 0) {
      return null;
    }
    byte[] json = Arrays.copyOfRange(bytes, end + 1, bytes.length);
    return line.startsWith(NOTICE)
        ? Frame.notice(json)
        : frame(line.substring(0, first), line.substring(first + 1, second), json);
  }

  private static Frame frame(String position, String previous, byte[] json) {
    return Position.parse(position)
        .map(at -> Frame.announced(at, previous, json).heardNow())
        .orElse(null);
  }

  private static int endOfLine(byte[] bytes) {
    int most = Math.min(bytes.length, LONGEST_LINE);
    for (int i = 0; i < most; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
