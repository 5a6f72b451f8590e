package io.jobwire.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a viewer has come: the epoch of the job's incarnation, the number of the event, and the
 * instant of its writing, so that a position can be checked and not only counted. Outside it is one
 * opaque word.
 */
public record Position(String epoch, long seq, String instant) {
  private static final Pattern SHAPE =
      Pattern.compile("([a-z0-9]{1,16})\\.([1-9][0-9]{0,15})\\.([a-z0-9]{1,16})");
  private static final long MOST = (1L << 53) - 1;

  public static Optional<Position> parse(String word) {
    Matcher parts = SHAPE.matcher(word);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long seq = Long.parseLong(parts.group(2));
    return seq > MOST
        ? Optional.empty()
        : Optional.of(new Position(parts.group(1), seq, parts.group(3)));
  }

  @Override
  public String toString() {
    return epoch + "." + seq + "." + instant;
  }
}
