package io.jobwire.model;

import java.util.regex.Pattern;

/**
 * A job's name. Safe in a Redis key, a channel, a bus address, an address of the web and a JSON
 * string: that is why it has a type of its own.
 */
public record JobId(String value) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  public JobId {
    if (!isValid(value)) {
      throw Refused.invalid("jobId", "must match [A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    }
  }

  public static boolean isValid(String value) {
    return value != null && SHAPE.matcher(value).matches();
  }

  /** The id in an address, where a wrong one is simply not there. */
  public static JobId inPath(String value) {
    if (!isValid(value)) {
      throw Refused.notFound();
    }
    return new JobId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
