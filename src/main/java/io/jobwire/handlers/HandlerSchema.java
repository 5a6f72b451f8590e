package io.jobwire.handlers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What the input of a type of ours must be: {@code handlers/<type>.schema.json} in the jar. */
public final class HandlerSchema {
  private HandlerSchema() {}

  public static String of(String type) {
    String file = "/handlers/" + type + ".schema.json";
    try (InputStream in = HandlerSchema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The jar has no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
