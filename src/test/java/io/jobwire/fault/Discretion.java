package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What no process may say, whatever a test does to it: tokens (save the one of development mode, on
 * its own line), keys, and what jobs were given and have made. Looked at after every test.
 */
final class Discretion {
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.|Bearer |access_token=|#token=");

  /** Inputs, outputs and results of the jobs that {@link Work} makes. */
  private static final Pattern PAYLOAD =
      Pattern.compile("[\"\\\\](chunks|everyMs|bytes|checkpointEvery|ms)[\"\\\\]|\\d:x{4,}");

  /** A demo is there to show what its jobs make. */
  private static final Pattern SHOWN = Pattern.compile("^ +\\d+  » ");

  private Discretion() {}

  static void assertKept(Program program) {
    List<String> said =
        Stream.concat(
                program.words().stream().filter(line -> !line.startsWith("Open  ")),
                program.complaints().stream())
            .toList();
    assertThat(said)
        .noneMatch(line -> TOKEN.matcher(line).find())
        .noneMatch(line -> PAYLOAD.matcher(line).find() && !SHOWN.matcher(line).find())
        .noneMatch(line -> program.secrets().stream().anyMatch(line::contains));
  }
}
