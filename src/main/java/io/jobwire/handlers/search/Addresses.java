package io.jobwire.handlers.search;

import io.jobwire.docs.Anchors;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Where the sections of one document are: its path, and for each heading the anchor it gets. */
final class Addresses {
  /** Browsers take more; an event that tells of twenty of them does not. */
  static final int LONGEST = 1_000;

  private static final String PLAIN = "-._~/";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final String path;
  private final Anchors anchors = new Anchors();

  Addresses(String path) {
    this.path = encoded(path);
  }

  static boolean fits(String path) {
    return path.length() <= LONGEST && encoded(path).length() <= LONGEST;
  }

  /** Without an anchor that is none, or too long. */
  String of(String anchor) {
    if (anchor.isEmpty() || anchor.length() > LONGEST) {
      return path;
    }
    String whole = path + "#" + encoded(anchor);
    return whole.length() > LONGEST ? path : whole;
  }

  /** None for a heading that is as long as a book. */
  String anchorOf(String heading) {
    if (heading.length() > LONGEST) {
      return "";
    }
    return anchors.of(heading);
  }

  /** Also colons: a file by the name of {@code javascript:…} is a file and no script. */
  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0 && (Character.isLetterOrDigit(b) || PLAIN.indexOf(b) >= 0);
      if (plain) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
