package io.jobwire.handlers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the input of a type of ours must be: {@code handlers/<type>.schema.json} in the jar. */
final class HandlerSchema {
  private HandlerSchema() {}

  static String of(String type) {
    try (InputStream file =
        HandlerSchema.class.getResourceAsStream("/handlers/" + type + ".schema.json")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
