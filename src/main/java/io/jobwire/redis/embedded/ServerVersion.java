package io.jobwire.redis.embedded;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's version, of Redis or of Valkey, which went on counting from 7.2. */
record ServerVersion(int major, int minor, int patch) implements Comparable<ServerVersion> {
  static final ServerVersion OLDEST = new ServerVersion(6, 2, 0);
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");
  private static final Pattern SAID = Pattern.compile("\\bv=" + SHAPE.pattern());

  /** From what {@code --version} prints. */
  static Optional<ServerVersion> said(String output) {
    return matched(SAID.matcher(output));
  }

  static Optional<ServerVersion> written(String text) {
    return matched(SHAPE.matcher(text));
  }

  private static Optional<ServerVersion> matched(Matcher numbers) {
    return numbers.find()
        ? Optional.of(new ServerVersion(number(numbers, 1), number(numbers, 2), number(numbers, 3)))
        : Optional.empty();
  }

  private static int number(Matcher numbers, int group) {
    return Integer.parseInt(numbers.group(group));
  }

  /** The form on disk changes with these two; a patch reads what another patch wrote. */
  ServerVersion withoutPatch() {
    return new ServerVersion(major, minor, 0);
  }

  boolean atLeast(ServerVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(ServerVersion other) {
    return Comparator.comparingInt(ServerVersion::major)
        .thenComparingInt(ServerVersion::minor)
        .thenComparingInt(ServerVersion::patch)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
